import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@steadfast/runtime/testing';
import { openWorkRunner, type WorkRunnerOptions } from '../../src/work/open-work-runner.ts';
import type { Outcome } from '../../src/work/work-runner.ts';
import { isRunning, openTestRunner, pidIn } from './runner.ts';

const HOST = fileURLToPath(new URL('./host.ts', import.meta.url));
const HANDLERS = fileURLToPath(new URL('./handlers.ts', import.meta.url));

function open(context: TestContext, options: Partial<WorkRunnerOptions> = {}) {
  return openTestRunner(context, { handlersPath: HANDLERS, ...options });
}

function failure(reason: string, permanent = false) {
  return { kind: 'failed', reason, permanent };
}

function success(result: unknown) {
  return { kind: 'succeeded', result: result === undefined ? null : JSON.stringify(result) };
}

/** Returns the reason of an attempt that failed and may be tried again. */
function reasonOf(outcome: Outcome): string {
  assert.ok(outcome.kind === 'failed' && !outcome.permanent, JSON.stringify(outcome));
  return outcome.reason;
}

/** Opens a runner with a module of this text. */
async function load(context: TestContext, text: string, name = 'handlers.mjs') {
  const { file } = await openTestRunner(context);
  writeFileSync(file(name), text);
  const path = file(name);
  return { path, ...(await openTestRunner(context, { handlersPath: path, allowsCommands: false })) };
}

/** Opens a runner with a handler that executes a statement, and never ends. */
async function runHostile(context: TestContext, statement: string) {
  const { file } = await openTestRunner(context);
  const text = `import { writeSync } from 'node:fs';
    export default {
      hostile: async () => { ${statement}; await new Promise((resolve) => setTimeout(resolve, 600_000)); },
      fine: () => 1,
    }`;
  writeFileSync(file('handlers.mjs'), text);
  return openTestRunner(context, { handlersPath: file('handlers.mjs') });
}

/** Returns statements that write a text to the channel as fast as it is read. */
function flood(text: string): string {
  return `
    const text = ${JSON.stringify(text)};
    const write = () => {
      try {
        for (;;) writeSync(3, text);
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
      }
    };
    write();
    setInterval(write, 0)`;
}

describe('a handler', () => {
  test('gets its input and returns its result', async (context) => {
    const { run, runner } = await open(context);
    assert.ok(runner.kinds.includes('command') && runner.kinds.includes('echo'));
    const input = { text: 'a\nü\u2028', list: [1, null] };
    assert.deepEqual(
      await run('echo', input, { taskId: 't7', attempt: 3 }),
      success({ input, attempt: 3, taskId: 't7', taskname: 'task1' }),
    );
    assert.deepEqual(await run('echo', undefined), success({ attempt: 2, taskId: 't1', taskname: 'task1' }));
    assert.deepEqual(await run('nothing', undefined), success(undefined));
    assert.deepEqual(await run('null', undefined), success(null));
    const long = 'ü"\\'.repeat(60_000);
    assert.deepEqual(
      await run('echo', long),
      failure('the result has more than 65536 bytes as JSON; store it elsewhere, and return where it is', true),
    );
  });

  test('runs in one process that is used again', async (context) => {
    const { run } = await open(context);
    const pid = await run('pid', undefined);
    assert.deepEqual(await run('nothing', undefined), success(undefined));
    assert.deepEqual(await run('pid', undefined), pid);
    assert.notDeepEqual(pid, success(process.pid));
  });

  test('fails with what it throws', async (context) => {
    const { run } = await open(context);
    assert.deepEqual(await run('throw-text', undefined), failure('a text'));
    assert.deepEqual(await run('throw-strange', undefined), failure('an error that cannot be described'));
    assert.equal(reasonOf(await run('throw', `\u001b[1m\n${'x'.repeat(100_000)}`)).length, 500);
    for (const name of ['permanent', 'permanent-subclass', 'permanent-by-name'])
      assert.deepEqual(await run(name, undefined), failure('PermanentError: no such image', true), name);
  });

  test('fails without being tried again when its result cannot be stored', async (context) => {
    const { run } = await open(context);
    assert.equal((await run('big', 65_534)).kind, 'succeeded');
    for (const [name, input, reason] of [
      ['big', 65_535, /^the result has more than 65536 bytes/],
      ['circular', undefined, /^the result cannot be written as JSON: TypeError/],
      ['dollar', undefined, /^the result cannot be stored: a key begins with \$/],
    ] as const) {
      const outcome = await run(name, input);
      assert.ok(outcome.kind === 'failed' && outcome.permanent);
      assert.match(outcome.reason, reason);
    }
  });

  test('tells how far it is, and what it prints', async (context) => {
    const progress: unknown[] = [];
    let printed = '';
    const { run } = await open(context, {
      onProgress: (_job, ...latest) => progress.push(latest),
      onOutput: (_job, { stdout }) => (printed = stdout),
    });
    assert.deepEqual(await run('progress', undefined), success(undefined));
    assert.deepEqual(progress[0], [0, 'step 0']);
    assert.deepEqual(progress[1], [1, 'step 1000']);
    assert.ok(progress.length <= 3);
    await run('print', 1);
    assert.equal(Buffer.byteLength(printed), 65_536);
  });

  test('can clean up when it is aborted, and is then run in another process', async (context) => {
    const { start, run, file } = await open(context, { abortGraceMs: 600_000 });
    const job = start('wait', { file: file('pid') });
    const pid = await pidIn(file('pid'));
    job.abort();
    assert.deepEqual(await job.ended, { kind: 'aborted' });
    assert.ok(existsSync(file('pid.aborted')));
    assert.ok(!isRunning(pid));
    assert.notDeepEqual(await run('pid', undefined), success(pid));
  });

  test('gets SIGTERM, then SIGKILL, when it ignores an abort', async (context) => {
    const { start, file } = await open(context, { abortGraceMs: 1_000 });
    const job = start('ignore-abort', { file: file('pid') });
    const pid = await pidIn(file('pid'));
    job.abort();
    assert.deepEqual(await job.ended, { kind: 'aborted' });
    assert.ok(existsSync(file('pid.terminated')));
    assert.ok(!isRunning(pid));
  });

  test('is killed at its timeout although it blocks its process, with what it started', async (context) => {
    const { start, run, file } = await open(context, { abortGraceMs: 50 });
    const job = start('grandchild', { file: file('pid') }, { timeoutMs: 500 });
    const pid = await pidIn(file('pid'));
    assert.deepEqual(await job.ended, failure('timed out after 0.5 s'));
    await waitUntil('the grandchild is gone', () => !isRunning(pid));
    assert.equal((await run('pid', undefined)).kind, 'succeeded');
  });

  test('fails when it ends its process, and the next attempt gets another one', async (context) => {
    const { run } = await open(context);
    assert.deepEqual(await run('exit', 0), failure('the handler process exited with code 0'));
    assert.deepEqual(await run('exit', 7), failure('the handler process exited with code 7'));
    assert.deepEqual(await run('crash', undefined), failure('RangeError: nobody catches this'));
    assert.deepEqual(await run('reject', undefined), failure('RangeError: nobody awaits this'));
    assert.deepEqual(await run('segfault', undefined), failure('the handler process was killed by SIGSEGV'));
    assert.equal((await run('pid', undefined)).kind, 'succeeded');
  });

  test('fails when it uses too much memory', async (context) => {
    const { run } = await open(context, { memoryLimitBytes: 60_000_000 });
    assert.deepEqual(await run('leak', undefined), failure('the handler process ran out of memory: its heap is full'));
    if (process.platform === 'linux')
      assert.deepEqual(await run('leak-buffers', undefined), failure('exceeded the memory limit of 60 MB'));
    assert.equal((await run('pid', undefined)).kind, 'succeeded');
  });

  test('gets another process before a leak of many attempts fails one', async (context) => {
    const { run } = await open(context, { memoryLimitBytes: 60_000_000 });
    const processes = new Set<string>();
    for (let attempt = 0; processes.size < 3; attempt += 1) {
      const outcome = await run('leak-a-little', 100_000);
      assert.ok(outcome.kind === 'succeeded' && outcome.result !== null, JSON.stringify(outcome));
      processes.add(outcome.result);
      assert.ok(attempt < 1_000);
    }
  });

  test('may print any amount, of which the last is kept', async (context) => {
    let printed = '';
    const { run } = await open(context, { onOutput: (_job, { stdout, stderr }) => (printed = `${stdout}|${stderr}`) });
    assert.deepEqual(await run('print', 1_000), success(1_000));
    assert.equal(printed, `${`${'x'.repeat(999)}\n`.repeat(66).slice(-65_536)}|end of output\n`);
    assert.deepEqual(await run('pid', undefined, {}), await run('pid', undefined));
  });

  test('that blocks its process does not delay the slave', async (context) => {
    const { start, file } = await open(context);
    const job = start('block-for', { file: file('pid'), ms: 2_000 });
    await pidIn(file('pid'));
    let turns = 0;
    let hasEnded = false;
    void job.ended.then(() => (hasEnded = true));
    await waitUntil('the job ends', () => {
      turns += 1;
      return hasEnded;
    });
    assert.deepEqual(await job.ended, success('done'));
    assert.ok(turns > 20, `${turns} turns`);
  });

  for (const [what, name] of [
    ['a handler that never yields', 'block'],
    ['what such a handler has started', 'grandchild'],
    ['a handler that ignores SIGTERM', 'ignore-abort'],
  ] as const)
    test(`dies with its slave: ${what}`, async (context) => {
      const { file } = await openTestRunner(context);
      const job = { name, input: JSON.stringify({ file: file('pid') }) };
      const host = spawn(process.execPath, [HOST, JSON.stringify(job), HANDLERS], { stdio: 'inherit' });
      context.after(() => host.kill('SIGKILL'));
      const pid = await pidIn(file('pid'));
      host.kill('SIGKILL');
      await waitUntil('the process is gone', () => !isRunning(pid));
    });
});

describe('a module of handlers', () => {
  test('may export an object of functions, in any language that Node.js runs', async (context) => {
    for (const [name, text] of [
      ['handlers.mjs', 'export default { add: ({ input: [a, b] }) => a + b }'],
      ['handlers.cjs', 'module.exports = { add: ({ input: [a, b] }) => a + b }'],
      ['handlers.ts', 'export default { add: ({ input: [a, b] }: { input: [number, number] }): number => a + b }'],
    ] as const) {
      const { run, runner } = await load(context, text, name);
      assert.deepEqual(runner.kinds, ['add']);
      assert.deepEqual(await run('add', [1, 2]), success(3));
      assert.deepEqual(await run('command', { argv: ['true'] }), failure('this slave cannot run command'));
    }
  });

  for (const [what, text, reason] of [
    ['throws', 'throw new TypeError("no configuration")', /: TypeError: no configuration$/],
    ['has a syntax error', 'export default {', /: SyntaxError: /],
    ['ends its process', 'process.exit(3)', /: the handler process exited with code 3$/],
    [
      'has no default export',
      'export const add = () => 1',
      /it must export its handlers as the default: export default/,
    ],
    ['exports no handler', 'export default {}', /it exports no handler/],
    ['exports something else', 'export default { add: 1 }', /the handler add must be a function/],
    ['names a handler badly', 'export default { "a b": () => 1 }', /the name of a handler must be 1 to 64 letters/],
    ['takes a name of the slave', 'export default { command: () => 1 }', /no handler may be named command/],
    [
      'repeats a name',
      'const run = () => 1; export default [{ name: "a", run }, { name: "a", run }]',
      /two handlers named a/,
    ],
  ] as const)
    test(`that ${what} is an error at start`, async (context) => {
      await assert.rejects(load(context, text), (error: Error) => {
        assert.match(error.message, /^cannot load the handlers in .*handlers\.mjs: /);
        assert.match(error.message, reason);
        return true;
      });
    });

  test('that does not exist is an error at start', async () => {
    const options = { allowsCommands: false, programs: null, memoryLimitBytes: null, abortGraceMs: 3_000 };
    await assert.rejects(openWorkRunner({ ...options, handlersPath: '/no/such/file.ts' }), /Cannot find module/);
  });

  test('that can no longer be loaded fails attempts until it can', async (context) => {
    const good = 'export default { exit: () => process.exit(0), add: () => 3 }';
    const { run, path } = await load(context, good);
    writeFileSync(path, 'throw new Error("broken")');
    assert.deepEqual(await run('exit', undefined), failure('the handler process exited with code 0'));
    assert.deepEqual(await run('add', undefined), failure(`cannot load the handlers in ${path}: Error: broken`));
    writeFileSync(path, good);
    assert.deepEqual(await run('add', undefined), success(3));
    writeFileSync(path, 'export default { sub: () => 3 }');
    assert.deepEqual(await run('exit', undefined), failure('the handler process exited with code 0'));
    assert.deepEqual(await run('add', undefined), failure('Error: there is no handler named add'));
  });
});

describe('a handler process that is not to be trusted', () => {
  for (const [what, statement] of [
    ['garbage', `writeSync(3, 'garbage\\n')`],
    ['another value', `writeSync(3, '7\\n')`],
    [
      'a malformed message',
      `writeSync(3, '{"kind":"succeeded","run":1,"result":7,"isWorn":false,"printedBytes":0}\\n')`,
    ],
    ['a line without end', flood('x'.repeat(100_000))],
  ] as const)
    test(`fails its attempt by ${what}`, async (context) => {
      const { run } = await runHostile(context, statement);
      assert.deepEqual(await run('hostile', undefined), failure('the handler process sent a malformed message'));
      assert.deepEqual(await run('fine', undefined), success(1));
    });

  test('cannot report for another attempt, or keep the slave busy', async (context) => {
    const message = JSON.stringify({ kind: 'succeeded', run: 99, result: null, isWorn: false, printedBytes: 0 });
    // A line of this size is written as a whole or not at all.
    const { start, run } = await runHostile(context, flood(`${message}\n`));
    const job = start('hostile', undefined, { timeoutMs: 1_000 });
    let turns = 0;
    let hasEnded = false;
    void job.ended.then(() => (hasEnded = true));
    await waitUntil('the attempt ends', () => {
      turns += 1;
      return hasEnded;
    });
    assert.deepEqual(await job.ended, failure('timed out after 1 s'));
    assert.ok(turns > 10, `${turns} turns`);
    assert.deepEqual(await run('fine', undefined), success(1));
  });
});
