import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { MasterMessage } from '@steadfast/protocol';
import { waitUntil } from '@steadfast/runtime/testing';
import { startFakeMaster } from '../fake-master.ts';
import { createSlaveFolder } from '../slave-process.ts';
import { isRunning, pidIn } from './runner.ts';

const HANDLERS = fileURLToPath(new URL('./handlers.ts', import.meta.url));

function assign(name: string, input: unknown, attempt = 1, timeoutSeconds: number | null = null): MasterMessage {
  const work = { kind: 'job', name, input: JSON.stringify(input), timeoutSeconds } as const;
  return { kind: 'assign', taskId: 't1', taskname: 'task1', attempt, work };
}

async function setUp(context: TestContext, ...options: string[]) {
  const folder = createSlaveFolder();
  const files = mkdtempSync(join(tmpdir(), 'steadfast-jobs-'));
  const master = await startFakeMaster();
  const slave = folder.startSlave(master.address, ...options);
  context.after(() => {
    master.kill();
    folder.dispose();
    rmSync(files, { recursive: true });
  });
  return { ...slave, folder, master, file: (name: string) => join(files, name) };
}

describe('a slave that runs jobs', { concurrency: 2 }, () => {
  test('registers its kinds, and reports results and failures', async (context) => {
    const { master } = await setUp(context, '--handlers', HANDLERS, '--allow-commands=echo,false');
    const session = await master.session();
    const { kinds } = await session.receive('register');
    assert.deepEqual(kinds.slice(0, 3), ['sleep', 'command', 'echo']);
    session.send({ kind: 'welcome', epoch: 1 });

    session.send(assign('command', { argv: ['echo', 'hello'] }));
    await session.receive('started');
    const { result } = await session.receive('finished');
    assert.deepEqual(JSON.parse(result ?? ''), { exitCode: 0, stdoutTail: 'hello' });
    session.send({ kind: 'acknowledge', taskId: 't1', attempt: 1 });

    session.send(assign('command', { argv: ['false'] }, 2));
    await session.receive('started');
    const { reason, permanent } = await session.receive('failed');
    assert.deepEqual({ reason, permanent }, { reason: 'false exited with code 1', permanent: false });
    session.send({ kind: 'acknowledge', taskId: 't1', attempt: 2 });

    session.send(assign('permanent', null, 3));
    await session.receive('started');
    assert.equal((await session.receive('failed')).permanent, true);
  });

  test('aborts a handler that blocks its process', async (context) => {
    const { master, file } = await setUp(context, '--handlers', HANDLERS, '--abort-grace', '0.1');
    const session = await master.welcome(1);
    session.send(assign('block', { file: file('pid') }));
    await session.receive('started');
    const pid = await pidIn(file('pid'));
    session.send({ kind: 'abort', taskId: 't1', attempt: 1 });
    await session.receive('aborted');
    assert.ok(!isRunning(pid));
  });

  test('takes what it runs with it when it is killed', async (context) => {
    const { master, child, file } = await setUp(context, '--handlers', HANDLERS);
    const session = await master.welcome(1);
    session.send(assign('grandchild', { file: file('pid') }));
    const pid = await pidIn(file('pid'));
    child.kill('SIGKILL');
    await waitUntil('the grandchild is gone', () => !isRunning(pid));
  });

  test('finishes its job after SIGTERM, and exits', async (context) => {
    const { master, child, waitForExit, file } = await setUp(context, '--handlers', HANDLERS, '--allow-commands');
    const session = await master.welcome(1);
    const script = `echo $$ > ${file('pid')}; while [ ! -e ${file('go')} ]; do sleep 0.01; done`;
    session.send(assign('command', { argv: ['sh', '-c', script] }));
    await pidIn(file('pid'));
    child.kill('SIGTERM');
    await session.receive('started');
    await session.receive('leaving');
    writeFileSync(file('go'), '');
    await session.receive('finished');
    session.send({ kind: 'acknowledge', taskId: 't1', attempt: 1 });
    assert.equal((await waitForExit()).code, 0);
  });

  test('kills its job at the drain timeout', async (context) => {
    const { master, child, waitForExit, file } = await setUp(context, '--allow-commands', '--drain-timeout', '0.1');
    const session = await master.welcome(1);
    const script = `trap '' TERM; echo $$ > ${file('pid')}; while :; do sleep 1; done`;
    session.send(assign('command', { argv: ['sh', '-c', script] }));
    const pid = await pidIn(file('pid'));
    child.kill('SIGTERM');
    assert.equal((await waitForExit()).code, 0);
    await waitUntil('the job is gone', () => !isRunning(pid));
  });

  test('ends with exit code 1 when its handlers cannot be loaded', async (context) => {
    const { waitForExit } = await setUp(context, '--handlers', '/no/such/handlers.ts');
    const { code, stderr } = await waitForExit();
    assert.equal(code, 1);
    assert.match(stderr, /^failed: cannot load the handlers in \/no\/such\/handlers\.ts: .*Cannot find module/m);
  });
});
