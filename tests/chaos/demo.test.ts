import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';

const DEMO = fileURLToPath(new URL('../../packages/chaos/src/demo/main.ts', import.meta.url));

/** A demo takes about ten seconds, and several times as long on a machine that is busy with other tests. */
const TIMEOUT = { timeout: 120_000 };
const WAIT = { timeoutMs: TIMEOUT.timeout };

/** Starts a demo in a separate process, with its output in a pipe. */
async function startDemo(context: TestContext, options: readonly string[]) {
  const parent = await mkdtemp(join(tmpdir(), 'steadfast-demo-'));
  const demo = spawn(process.execPath, [DEMO, '--directory', parent, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  context.after(async () => {
    demo.kill('SIGKILL');
    await rm(parent, { recursive: true, force: true });
  });
  let output = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(demo, 'close').then(([code]: unknown[]) => code);
  return { demo, ended, output: () => output, directory: () => join(parent, 'latest') };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Returns the process ids of the cluster in a run folder. */
async function clusterPids(directory: string): Promise<number[]> {
  const text = await readFile(join(directory, 'pids.json'), 'utf8').catch(() => '{"processes":[]}');
  return (JSON.parse(text) as { processes: { pid: number }[] }).processes.map(({ pid }) => pid);
}

describe('the demo', () => {
  test('kills master and slaves, and proves that every task succeeded', TIMEOUT, async (context) => {
    const options = ['--tasks', '24', '--min-sleep', '0.2', '--max-sleep', '0.6', '--random-seed', '1'];
    const { ended, output, directory } = await startDemo(context, options);
    assert.equal(await ended, 0, output());
    assert.match(output(), /make demo TASKS=24 MAX_SLEEP=0.6 RANDOM_SEED=1/);
    assert.match(output(), /slave\d KILLED \(SIGKILL, pid \d+\) while running task-/);
    assert.match(output(), /master1 KILLED/);
    assert.match(output(), /24 of 24 tasks succeeded in/);
    assert.match(output(), /Verdict: all \d+ checks passed/);
    const files = await readdir(directory());
    for (const file of [
      'master1.log',
      'slave3.journal.jsonl',
      'mongodb-tasks-before.txt',
      'mongodb-tasks.txt',
      'mongodb-ledger.txt',
      'verdict.txt',
      'verdict.html',
    ])
      assert.ok(files.includes(file), `${file} is missing`);
    assert.ok(!files.includes('mongod'), 'the data of mongod is still there');
  });

  test('with --kills off injects no faults', TIMEOUT, async (context) => {
    const options = ['--tasks', '6', '--max-sleep', '0.3', '--slaves', '2', '--kills', 'off'];
    const { ended, output, directory } = await startDemo(context, options);
    assert.equal(await ended, 0, output());
    assert.match(output(), /0 kills/);
    assert.equal(await readFile(join(directory(), 'chaos.jsonl'), 'utf8'), '');
  });

  test('leaves no process and no partial file after Ctrl-C', TIMEOUT, async (context) => {
    const { demo, ended, output, directory } = await startDemo(context, ['--max-sleep', '1']);
    await waitUntil('a process is killed', () => output().includes('KILLED') || demo.exitCode !== null, WAIT);
    const pids = await clusterPids(directory());
    assert.ok(pids.length > 0, output());
    demo.kill('SIGINT');
    assert.equal(await ended, 130, output());
    assert.match(output(), /Interrupted: no verdict\./);
    await waitUntil('its processes are gone', () => !pids.some(isAlive));
    const files = await readdir(directory());
    assert.deepEqual(
      files.filter((file) => file === 'pids.json' || file === 'mongod' || file.endsWith('.new')),
      [],
    );
  });

  test('rejects an invalid option before it creates anything', async (context) => {
    const { ended, output, directory } = await startDemo(context, ['--tasks', 'many']);
    assert.equal(await ended, 2);
    assert.match(output(), /TASKS \(--tasks\) must be a whole number from 1 to 100000, not "many"/);
    await assert.rejects(readdir(directory()));
  });
});
