import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { text as textOf } from 'node:stream/consumers';
import { waitUntil } from '@steadfast/runtime/testing';
import { freePort } from '../src/free-port.ts';
import { killLeftovers, readPidFile } from '../src/run-folder/pid-file.ts';
import { runningCluster } from '../src/run-folder/run-folder.ts';
import { defer, isAlive, temporaryFolder } from './support.ts';

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The environment without the variables that set options of the launcher. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEADFAST_')));

/** Starts the launcher and collects its output. */
function launch(context: TestContext, options: readonly string[]) {
  const launcher = spawn(process.execPath, [PROGRAM, ...options], { env: ENVIRONMENT });
  defer(context, () => launcher.kill('SIGKILL'));
  let output = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(launcher, 'close').then(([code]) => code as number | null);
  /** Waits until the launcher has printed something; fails at once if it exits before. */
  const printed = (pattern: RegExp) =>
    waitUntil(`${pattern} is printed`, () => {
      if (pattern.test(output)) return true;
      assert.equal(launcher.exitCode, null, output);
      return false;
    });
  return { launcher, ended, printed, output: () => output };
}

describe('the cluster program', () => {
  test('says that it cannot create its folder', { skip: process.platform !== 'linux' }, async (context) => {
    const { ended, output } = launch(context, ['--directory', '/proc/steadfast/cluster']);
    assert.equal(await ended, 2);
    assert.match(output(), /cannot create the folder \/proc\/steadfast\/cluster: ENOENT/);
  });

  test('runs a whole cluster with a real database until Ctrl-C, restarts what is killed, and leaves no process behind', async (context) => {
    const directory = join(await temporaryFolder(context), 'a folder');
    const [port, mongoPort] = [`${await freePort()}`, `${await freePort()}`];
    const { launcher, ended, printed, output } = launch(context, [
      '--slaves',
      '2',
      '--port',
      port,
      '--mongo-port',
      mongoPort,
      '--directory',
      directory,
    ]);
    await printed(/Press Ctrl-C to stop everything/);
    assert.match(output(), /^MongoDB \d+\.\d+\.\d+ from /m);
    assert.match(
      output(),
      new RegExp(
        `^masters  127\\.0\\.0\\.1:${port}\nslaves   slave1, slave2\ndatabase 'mongodb://127\\.0\\.0\\.1:${mongoPort}/`,
        'm',
      ),
    );
    assert.match(output(), /^to seed {2}\S+ \S+ --mongo-url 'mongodb:\S+' --count 100$/m);
    assert.match(
      output(),
      new RegExp(
        `^to look {2}grpcurl -plaintext 127\\.0\\.0\\.1:${port} steadfast\\.v1\\.InspectorService/GetCluster$`,
        'm',
      ),
    );
    await printed(/^Ready\.$/m);
    const mongoUrl = `mongodb://127.0.0.1:${mongoPort}/?replicaSet=steadfast`;
    assert.deepEqual(runningCluster(directory)?.addresses, { mongoUrl, masters: [`127.0.0.1:${port}`] });

    const alive = () => new Map(readPidFile(directory)?.processes.map(({ name, pid }) => [name, pid]));
    const first = alive();
    assert.deepEqual([...first.keys()], ['mongod', 'master1', 'slave1', 'slave2']);
    for (const name of ['master1', 'slave2']) {
      const pid = first.get(name);
      assert.ok(pid);
      process.kill(pid, 'SIGKILL');
    }
    await printed(/master1 restarted/);
    await printed(/slave2 restarted/);
    assert.match(output(), /^slave2 exited \(SIGKILL\) after \d+\.\d s, restarting in 0\.1 s$/m);

    const last = alive();
    launcher.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.match(output(), /stopped\n$/);
    assert.deepEqual([...first.values(), ...last.values()].filter(isAlive), []);
    assert.equal(readPidFile(directory), undefined);
  });

  test('ends quietly when the reader of its output ends', { timeout: 120_000 }, async (context) => {
    const directory = await temporaryFolder(context);
    const options = ['--slaves', '1', '--port', `${await freePort()}`, '--mongo-port', `${await freePort()}`];
    const words = [process.execPath, PROGRAM, ...options, '--directory', directory]
      .map((word) => `'${word}'`)
      .join(' ');
    // The exit code of a pipeline is that of its last command: the launcher prints its own, and its errors.
    const shell = spawn('sh', ['-c', `{ ${words}; echo "exit code $?" >&2; } | head -4`], { env: ENVIRONMENT });
    defer(context, async () => {
      const left = readPidFile(directory);
      if (left !== undefined) await killLeftovers(left);
    });
    const [output, errors] = await Promise.all([textOf(shell.stdout), textOf(shell.stderr)]);
    assert.equal(output.split('\n').length, 5);
    assert.equal(errors, 'exit code 0\n');
    assert.equal(readPidFile(directory), undefined);
  });

  const INVALID: [what: string, options: string[], error: RegExp][] = [
    ['a fractional number of slaves', ['--slaves', '1.5'], /--slaves must be a whole number from 0 to 100/],
    ['zero masters', ['--masters', '0'], /--masters must be a whole number from 1/],
    ['a malformed URL', ['--mongo-url', 'mongodb://user:hid%zzden@host/'], /--mongo-url is not a MongoDB URL/],
    ['a URL without a host', ['--mongo-url', 'mongodb://user:hidden'], /USER:PASSWORD@HOST:PORT/],
    ['an unknown option', ['--slave', '3'], /slave/],
  ];
  for (const [what, options, error] of INVALID)
    test(`rejects ${what} with exit code 2`, async (context) => {
      const { ended, output } = launch(context, options);
      assert.equal(await ended, 2);
      assert.match(output(), error);
      assert.doesNotMatch(output(), /hid|^ {4}at /m);
    });

  test('rejects a port that is in use with exit code 2', async (context) => {
    const server = createServer().listen(0, '127.0.0.1');
    defer(context, () => server.close());
    await once(server, 'listening');
    const port = `${(server.address() as AddressInfo).port}`;
    const { ended, output } = launch(context, ['--port', port, '--directory', await temporaryFolder(context)]);
    assert.equal(await ended, 2);
    assert.equal(output(), `port ${port} is in use; choose another with --port, or with make PORT=\n`);
  });
});
