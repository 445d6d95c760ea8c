import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';

const DEMO = fileURLToPath(new URL('../../packages/chaos/src/demo/main.ts', import.meta.url));

const CHECKER = fileURLToPath(new URL('../../packages/checker/src/main.ts', import.meta.url));

/** A demo takes about ten seconds, and many times as long on a machine that is busy with other work. */
const TIMEOUT = { timeout: 600_000 };
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
  /** Returns the only run folder; `latest` points at it once it has a verdict. */
  const runFolder = async (): Promise<string | undefined> => {
    const name = (await readdir(parent)).find((candidate) => candidate !== 'latest');
    return name === undefined ? undefined : join(parent, name);
  };
  return { demo, ended, output: () => output, latest: join(parent, 'latest'), runFolder };
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
    // Long enough for several kills of the master: at a single one, all slaves may happen to be between two tasks.
    const options = ['--tasks', '48', '--min-sleep', '0.2', '--max-sleep', '1', '--random-seed', '1'];
    const { ended, output, latest } = await startDemo(context, options);
    assert.equal(await ended, 0, output());
    assert.match(output(), /make demo TASKS=48 MAX_SLEEP=1 RANDOM_SEED=1/);
    assert.match(output(), /slave\d KILLED \(SIGKILL, pid \d+\) while running task-/);
    assert.match(output(), /master1 KILLED/);
    assert.match(output(), /48 of 48 tasks succeeded in/);
    assert.match(output(), /Verdict: all \d+ checks passed/);
    const files = await readdir(latest);
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

    // The live view, the verdict and the page count the same things, by the same clock.
    const [headline = ''] = (await readFile(join(latest, 'verdict.txt'), 'utf8')).split('\n\n', 1);
    const [, duration, faults, effects] =
      / in (\d+\.\d s)\. Faults: (.*)\. Effects: (.*)\.$/.exec(headline.replaceAll('\n', ' ')) ?? [];
    const finalStatus = output()
      .split('\n')
      .findLast((line) => line.includes('== '));
    assert.equal(
      finalStatus?.trim().split(' | ', 2).join(' | '),
      `${duration}  == 48 of 48 success, 0 running, 0 killed, 0 created | ${faults}, ${effects}`,
    );
    const page = await readFile(join(latest, 'verdict.html'), 'utf8');
    assert.ok(page.includes(`succeeded within ${duration}`), headline);

    // The run can be judged again although its database is gone, until somebody changes a line.
    const again = spawnSync(process.execPath, [CHECKER, latest], { encoding: 'utf8' });
    assert.equal(again.status, 0, again.stdout + again.stderr);
    assert.ok(again.stdout.replaceAll('\n', ' ').includes(headline.replaceAll('\n', ' ')), again.stdout);
    const ledger = join(latest, 'mongodb-ledger.txt');
    await writeFile(ledger, (await readFile(ledger, 'utf8')).replace(/task\.success (\S+) /, 'task.success task-0 '));
    assert.equal(spawnSync(process.execPath, [CHECKER, latest]).status, 1);
  });

  test('with --kills off injects no faults', TIMEOUT, async (context) => {
    const options = ['--tasks', '6', '--max-sleep', '0.3', '--slaves', '2', '--kills', 'off'];
    const { ended, output, latest } = await startDemo(context, options);
    assert.equal(await ended, 0, output());
    assert.match(output(), /0 kills/);
    assert.equal(await readFile(join(latest, 'chaos.jsonl'), 'utf8'), '');
  });

  test('leaves no process and no partial file after Ctrl-C', TIMEOUT, async (context) => {
    const { demo, ended, output, latest, runFolder } = await startDemo(context, ['--max-sleep', '1']);
    await waitUntil('a process is killed', () => output().includes('KILLED') || demo.exitCode !== null, WAIT);
    const directory = (await runFolder()) ?? '';
    const pids = await clusterPids(directory);
    assert.ok(pids.length > 0, output());
    demo.kill('SIGINT');
    await waitUntil('Ctrl-C is answered', () => output().includes('Interrupted: stopping all processes'));
    assert.equal(await ended, 130, output());
    assert.match(output(), /No verdict\. All processes have ended\. The files of this run are in /);
    await waitUntil('its processes are gone', () => !pids.some(isAlive));
    const files = await readdir(directory);
    assert.deepEqual(
      files.filter((file) => file === 'pids.json' || file === 'mongod' || file.endsWith('.new')),
      [],
    );
    await assert.rejects(readdir(latest), 'latest points at a run without a verdict');
  });

  test('answers Ctrl-C before anything runs, and leaves nothing behind', TIMEOUT, async (context) => {
    const { demo, ended, output, runFolder } = await startDemo(context, []);
    await waitUntil('it has begun', () => output().includes('Steadfast demo:') || demo.exitCode !== null, WAIT);
    demo.kill('SIGINT');
    assert.equal(await ended, 130, output());
    assert.match(output(), /Interrupted: stopping all processes …\n[^]*No verdict\. All processes have ended\.\n$/);
    assert.equal(await runFolder(), undefined);
  });

  test('ends without a stack trace, and without database files, when its reader ends', TIMEOUT, async (context) => {
    const { demo, ended, output, runFolder } = await startDemo(context, ['--max-sleep', '1']);
    await waitUntil('tasks run', () => output().includes('master1 leads') || demo.exitCode !== null, WAIT);
    demo.stdout.destroy();
    assert.equal(await ended, 130, output());
    assert.doesNotMatch(output(), /EPIPE|^ {4}at /m);
    const directory = await runFolder();
    const files = directory === undefined ? [] : await readdir(directory);
    assert.deepEqual(
      files.filter((file) => file === 'pids.json' || file === 'mongod'),
      [],
    );
  });

  test('rejects an invalid option before it creates anything', async (context) => {
    const { ended, output, runFolder } = await startDemo(context, ['--tasks', 'many']);
    assert.equal(await ended, 2);
    assert.match(output(), /TASKS \(--tasks\) must be a whole number from 1 to 100000, not "many"/);
    assert.equal(await runFolder(), undefined);
  });
});
