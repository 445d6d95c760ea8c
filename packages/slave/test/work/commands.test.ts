import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { outputOf, waitUntil } from '@steadfast/runtime/testing';
import { findProgram } from '../../src/work/find-program.ts';
import { isRunning, openTestRunner, pidIn } from './runner.ts';

const HOST = fileURLToPath(new URL('./host.ts', import.meta.url));

/** Matches the outcome of a job that failed, and may be tried again. */
function failure(reason: string, permanent = false) {
  return { kind: 'failed', reason, permanent };
}

function success(result: unknown) {
  return { kind: 'succeeded', result: JSON.stringify(result) };
}

describe('a command', () => {
  test('succeeds with exit code 0 and the last lines of its output', async (context) => {
    const { run } = await openTestRunner(context);
    assert.deepEqual(
      await run('command', { argv: ['echo', 'héllo', '$HOME'] }),
      success({ exitCode: 0, stdoutTail: 'héllo $HOME' }),
    );
    assert.deepEqual(await run('command', { argv: ['true'] }), success({ exitCode: 0 }));
  });

  test('gets its environment, working directory and standard input', async (context) => {
    const { run, folder } = await openTestRunner(context);
    const script = 'pwd; echo $COLOR $STEADFAST_TASK_ID $STEADFAST_TASK_NAME $STEADFAST_ATTEMPT $STEADFAST_MASTER; cat';
    process.env['STEADFAST_MASTER'] = 'secret';
    const outcome = await run(
      'command',
      { argv: ['sh', '-c', script], env: { COLOR: 'red' }, cwd: folder, stdin: 'the input' },
      { taskId: 't7', attempt: 3 },
    );
    delete process.env['STEADFAST_MASTER'];
    assert.deepEqual(outcome, success({ exitCode: 0, stdoutTail: `${folder}\nred t7 task1 3\nthe input` }));
  });

  test('fails with its exit code and the last line of standard error', async (context) => {
    const { shell } = await openTestRunner(context);
    const { ended } = shell('echo one >&2; echo "two\u001b[1m" >&2; echo >&2; exit 3');
    assert.deepEqual(await ended, failure('sh exited with code 3: two [1m'));
    assert.deepEqual(await shell('exit 4').ended, failure('sh exited with code 4'));
    assert.deepEqual(await shell('kill -SEGV $$').ended, failure('sh was killed by SIGSEGV'));
  });

  test('fails without being tried again when its input is malformed', async (context) => {
    const { run } = await openTestRunner(context);
    for (const [input, reason] of [
      [undefined, /a command requires an input, for example/],
      ['echo', /the input of a command must be an object/],
      [{ argv: 'echo' }, /input\.argv must be a list/],
      [{ argv: [] }, /input\.argv must be a list/],
      [{ argv: ['echo', 1] }, /input\.argv\[1\] must be a string/],
      [{ argv: ['echo', 'a\0b'] }, /input\.argv\[1\] must be a string without null characters/],
      [{ argv: ['echo'], shell: true }, /input\.shell is not known; a command has argv, env, cwd, stdin/],
      [{ argv: ['echo'], env: { A: 1 } }, /input\.env\.A must be a string/],
      [{ argv: ['echo'], env: { 'A=B': '1' } }, /input\.env has the variable "A=B": use letters/],
      [{ argv: ['echo'], env: { 'my.color': 'red' } }, /input\.env has the variable "my\.color"/],
      [{ argv: ['echo'], env: { IFS: ',' } }, /and not IFS/],
      [{ argv: ['echo'], cwd: 1 }, /input\.cwd must be the path of a directory/],
      [{ argv: ['echo'], stdin: {} }, /input\.stdin must be a string/],
      [{ argv: ['echo', 'x'.repeat(250_000)] }, /too long for this system/],
    ] as const) {
      const outcome = await run('command', input);
      assert.ok(outcome.kind === 'failed' && outcome.permanent, JSON.stringify(outcome));
      assert.match(outcome.reason, reason);
    }
    const outcome = await run('command', undefined, { input: '{' });
    assert.ok(outcome.kind === 'failed' && outcome.permanent && outcome.reason.startsWith('the input is not JSON'));
  });

  test('fails when the slave has no such program or directory', async (context) => {
    const { run, folder } = await openTestRunner(context);
    assert.deepEqual(
      await run('command', { argv: ['no-such-program'] }),
      failure('cannot run no-such-program: this slave has no executable file of that name'),
    );
    assert.deepEqual(
      await run('command', { argv: ['true'], cwd: `${folder}/none` }),
      failure(`input.cwd is not a directory on this slave: ${folder}/none`),
    );
  });

  test('runs only the listed programs, if there is a list', async (context) => {
    const { run } = await openTestRunner(context, { programs: ['echo', '/bin/true'] });
    assert.equal((await run('command', { argv: ['echo'] })).kind, 'succeeded');
    assert.equal((await run('command', { argv: ['/bin/true'] })).kind, 'succeeded');
    for (const program of ['true', '/bin/echo', 'sh'])
      assert.deepEqual(
        await run('command', { argv: [program] }),
        failure(`this slave does not run ${program}; add it to --allow-commands, or use one of: echo, /bin/true`, true),
      );
  });

  test('is ended by SIGTERM when it is aborted', async (context) => {
    const { shell, file } = await openTestRunner(context, { abortGraceMs: 600_000 });
    const job = shell(`trap 'echo ended > ${file('log')}; exit 0' TERM; echo $$ > ${file('pid')}; sleep 600 & wait`);
    const pid = await pidIn(file('pid'));
    job.abort();
    assert.deepEqual(await job.ended, { kind: 'aborted' });
    assert.ok(!isRunning(pid));
  });

  test('is killed after the grace when it ignores SIGTERM, with what it started', async (context) => {
    const { shell, file } = await openTestRunner(context, { abortGraceMs: 50 });
    const job = shell(
      `trap '' TERM; sh -c 'echo $$ > ${file('child')}; while :; do sleep 1; done' & echo $$ > ${file('pid')}; wait`,
    );
    const pids = [await pidIn(file('pid')), await pidIn(file('child'))];
    job.abort();
    job.abort();
    assert.deepEqual(await job.ended, { kind: 'aborted' });
    await waitUntil('its processes are gone', () => !pids.some(isRunning));
  });

  test('fails at its timeout, and may be tried again', async (context) => {
    const { shell } = await openTestRunner(context, { abortGraceMs: 50 });
    const { ended } = shell(`trap '' TERM; while :; do sleep 0.1; done`, { timeoutMs: 100 });
    assert.deepEqual(await ended, failure('timed out after 0.1 s'));
    assert.equal((await shell('exit 0', { timeoutMs: 600_000 }).ended).kind, 'succeeded');
  });

  test('ends although a process that it left behind holds its output open', async (context) => {
    const { shell, file } = await openTestRunner(context);
    const { ended } = shell(`sleep 600 & echo $! > ${file('pid')}; echo done`);
    assert.deepEqual(await ended, success({ exitCode: 0, stdoutTail: 'done' }));
    const pid = await pidIn(file('pid'));
    await waitUntil('the process is gone', () => !isRunning(pid));
  });

  test(
    'ends although it left behind a process in another session, which is killed',
    { skip: process.platform !== 'linux' },
    async (context) => {
      const { shell, file } = await openTestRunner(context);
      const { ended } = shell(
        `setsid sh -c 'echo $$ > ${file('pid')}; exec sleep 600' & while [ ! -s ${file('pid')} ]; do :; done`,
      );
      assert.deepEqual(await ended, success({ exitCode: 0 }));
      assert.ok(!isRunning(await pidIn(file('pid'))));
    },
  );

  test('may write any amount of output, of which the last is kept', async (context) => {
    const { shell } = await openTestRunner(context);
    const { ended } = shell(
      'yes 0123456789abcdef | head -c 1000000000; yes | head -c 100000000 >&2; echo; echo last; echo bad >&2; exit 1',
    );
    assert.deepEqual(await ended, failure('sh exited with code 1: bad'));
    const all = await shell('yes "ü\u0001" | head -c 300000; printf end').ended;
    assert.ok(all.kind === 'succeeded' && all.result !== null);
    assert.ok(all.result.length < 65_536 && all.result.endsWith('end"}'));
    const { stdoutTail } = JSON.parse(all.result) as { readonly stdoutTail: string };
    assert.match(stdoutTail.replaceAll('\u0001', '.'), /^[ü\n.]+end$/);
  });

  test(
    'fails when it exceeds the memory limit together with what it started',
    { skip: process.platform !== 'linux' },
    async (context) => {
      const { run } = await openTestRunner(context, { memoryLimitBytes: 150_000_000 });
      const leak = 'const all = []; setInterval(() => all.push(Buffer.alloc(5e6, 1)), 5)';
      const argv = ['sh', '-c', '"$0" -e "$1" & wait', process.execPath, leak];
      assert.deepEqual(await run('command', { argv }), failure('exceeded the memory limit of 150 MB'));
    },
  );

  test('fails when no kind of that name can be run', async (context) => {
    const { run } = await openTestRunner(context);
    assert.deepEqual(await run('resize', undefined), failure('this slave cannot run resize'));
  });
});

/** Opens all files that it may, runs a command, closes them, and runs it again. Prints the kinds of the outcomes. */
const EXHAUSTED = `
  import { closeSync, openSync } from 'node:fs';
  const { openWorkRunner } = await import(process.argv[1]);
  const limits = { allowsCommands: true, programs: null, handlersPath: null, memoryLimitBytes: null, abortGraceMs: 50 };
  const runner = await openWorkRunner(limits);
  const input = JSON.stringify({ argv: ['true'] });
  const job = { taskId: 't1', taskname: 'task1', attempt: 1, name: 'command', input, timeoutMs: null };
  const run = () => new Promise((resolve) => runner.start(job, resolve));
  const files = [];
  try {
    for (;;) files.push(openSync('/dev/null'));
  } catch {}
  const first = await run();
  files.forEach(closeSync);
  const second = await run();
  console.log(first.kind, first.reason, second.kind);
  runner.close();
`;

describe('a slave without file descriptors', () => {
  test('fails the attempt, and runs the next one', async () => {
    const module = fileURLToPath(new URL('../../src/work/open-work-runner.ts', import.meta.url));
    const node = ['exec "$0" --input-type=module -e "$1" "$2"', process.execPath, EXHAUSTED, module];
    const [script = '', ...parameters] = node;
    const output = await outputOf('sh', ['-c', `ulimit -n 128; ${script}`, ...parameters], { timeoutMs: 60_000 });
    assert.match(output, /^failed cannot start true: spawn \S+ EMFILE succeeded\n$/);
  });
});

/** Creates a folder of programs without setpriv. Returns the PATH of it alone. */
function pathWithoutSetpriv(folder: string): string {
  mkdirSync(`${folder}/bin`);
  for (const program of ['sh', 'sleep', 'grep', 'setsid']) {
    const path = findProgram(program, '/');
    if (path !== null) symlinkSync(path, `${folder}/bin/${program}`);
  }
  return `${folder}/bin`;
}

/** The means by which processes die with their slave, and the PATH that makes it use them. */
const DEATHS = [
  ['all means', () => process.env['PATH']],
  ['the group watcher alone', pathWithoutSetpriv],
] as const;

/** Returns the shell that watches the groups of a process, on Linux. */
function watcherOf(pid: number | undefined): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
  return children.find(
    (child) => isRunning(child) && readFileSync(`/proc/${child}/cmdline`, 'latin1').includes('sweep'),
  );
}

describe('a slave that dies', () => {
  for (const [what, script] of [
    ['a command that ignores signals', `trap '' TERM HUP INT; echo $$ > "$FILE"; while :; do sleep 600; done`],
    ['a grandchild', `sh -c 'echo $$ > "$FILE"; exec sleep 600' & wait`],
    ['a grandchild that lost its parent', `(sh -c 'echo $$ > "$FILE"; exec sleep 600' &) ; sleep 600`],
    ...(process.platform === 'linux'
      ? [['a grandchild in another session', `setsid sh -c 'echo $$ > "$FILE"; exec sleep 600' & sleep 600`] as const]
      : []),
  ] as const)
    for (const [means, path] of DEATHS)
      test(`takes ${what} with it, by ${means}`, async (context) => {
        const { file, folder } = await openTestRunner(context);
        const input = JSON.stringify({ argv: ['sh', '-c', script], env: { FILE: file('pid') } });
        const host = spawn(process.execPath, [HOST, JSON.stringify({ name: 'command', input })], {
          stdio: 'inherit',
          env: { ...process.env, PATH: path(folder) },
        });
        context.after(() => host.kill('SIGKILL'));
        const pid = await pidIn(file('pid'));
        assert.ok(isRunning(pid));
        host.kill('SIGKILL');
        await waitUntil('the process is gone', () => !isRunning(pid));
      });

  test(
    'takes what it runs with it although its group watcher was killed before',
    { skip: process.platform !== 'linux' },
    async (context) => {
      const { file } = await openTestRunner(context);
      const script = `setsid sh -c 'echo $$ > "$FILE"; exec sleep 600' & sleep 600`;
      const input = JSON.stringify({ argv: ['sh', '-c', script], env: { FILE: file('pid') } });
      const host = spawn(process.execPath, [HOST, JSON.stringify({ name: 'command', input })], { stdio: 'inherit' });
      context.after(() => host.kill('SIGKILL'));
      const pid = await pidIn(file('pid'));
      const first = watcherOf(host.pid);
      assert.ok(first !== undefined);
      process.kill(first, 'SIGKILL');
      // Seen several times: the first time, it may not have been told yet what to watch.
      let seen = 0;
      await waitUntil('another watcher has taken its place', () => {
        if ((watcherOf(host.pid) ?? first) !== first) seen += 1;
        return seen > 5;
      });
      host.kill('SIGKILL');
      await waitUntil('the process is gone', () => !isRunning(pid));
    },
  );

  test('kills what still runs when it leaves', async (context) => {
    const { runner, shell, file } = await openTestRunner(context);
    shell(`setsid sh -c 'echo $$ > ${file('child')}; exec sleep 600' & echo $$ > ${file('pid')}; wait`);
    const pids = [await pidIn(file('pid')), await pidIn(file('child'))];
    runner.close();
    await waitUntil('its processes are gone', () => !pids.some(isRunning));
  });
});
