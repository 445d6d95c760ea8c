import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../src/free-port.ts';
import { readPidFile } from '../src/pid-file.ts';
import { afterwards, isAlive, temporaryFolder, until } from './support.ts';

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The environment without what would change what the launcher does. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STEADFAST_')));

/** Starts the launcher; what it prints can be read at any time. */
function launch(context: TestContext, options: readonly string[]) {
  const launcher = spawn(process.execPath, [PROGRAM, ...options], { env: ENVIRONMENT });
  afterwards(context, () => launcher.kill('SIGKILL'));
  let output = '';
  for (const stream of [launcher.stdout, launcher.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(launcher, 'close').then(([code]) => code as number | null);
  /** Waits until it has printed something; it must not end before. */
  const printed = (pattern: RegExp): Promise<void> =>
    until(`${pattern} is printed`, () => {
      if (pattern.test(output)) return true;
      assert.equal(launcher.exitCode, null, output);
      return false;
    });
  return { launcher, ended, printed, output: () => output };
}

describe('the launcher', () => {
  test('keeps a whole cluster up, with a real database, until Ctrl-C, and leaves nothing behind', async (context) => {
    const directory = join(await temporaryFolder(context), 'a folder');
    const port = `${await freePort()}`;
    const { launcher, ended, printed, output } = launch(context, [
      '--slaves',
      '2',
      '--port',
      port,
      '--directory',
      directory,
    ]);
    await printed(/Ctrl-C stops everything/);
    assert.match(output(), /^MongoDB \d+\.\d+\.\d+, from /m);
    assert.match(
      output(),
      new RegExp(`^masters  127\\.0\\.0\\.1:${port}\nslaves   slave1, slave2\ndatabase 'mongodb://`, 'm'),
    );
    assert.match(output(), /^seed it {2}\S+ \S+ --mongo-url 'mongodb:\S+' --count 100$/m);

    const alive = () => new Map(readPidFile(directory)?.processes.map(({ name, pid }) => [name, pid]));
    const first = alive();
    assert.deepEqual([...first.keys()], ['mongod', 'master1', 'slave1', 'slave2']);
    for (const name of ['master1', 'slave2']) process.kill(first.get(name) ?? 0, 'SIGKILL');
    await printed(/master1 is started again/);
    await printed(/slave2 is started again/);
    assert.match(output(), /^slave2 died \(SIGKILL\) after \d+\.\d s, starts again in 0\.1 s$/m);

    const last = alive();
    launcher.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.match(output(), /stopped\.\n$/);
    assert.deepEqual([...first.values(), ...last.values()].filter(isAlive), []);
    assert.equal(readPidFile(directory), undefined);
  });

  const WRONG: [what: string, options: string[], says: RegExp][] = [
    ['a fraction of a slave', ['--slaves', '1.5'], /--slaves must be a whole number from 0 to 100/],
    ['no master', ['--masters', '0'], /--masters must be a whole number from 1/],
    ['a URL that is none', ['--mongo-url', 'mongodb://user:hid%zzden@host/'], /--mongo-url is no MongoDB URL/],
    ['an option that it does not have', ['--slave', '3'], /slave/],
  ];
  for (const [what, options, says] of WRONG)
    test(`called with ${what}, says so and ends with exit code 2`, async (context) => {
      const { ended, output } = launch(context, options);
      assert.equal(await ended, 2);
      assert.match(output(), says);
      assert.doesNotMatch(output(), /hid|^ {4}at /m);
    });

  test('says so when a master could not listen', async (context) => {
    const server = createServer().listen(0, '127.0.0.1');
    afterwards(context, () => server.close());
    await once(server, 'listening');
    const port = `${(server.address() as AddressInfo).port}`;
    const { ended, output } = launch(context, ['--port', port, '--directory', await temporaryFolder(context)]);
    assert.equal(await ended, 2);
    assert.equal(output(), `port ${port} is in use: name another with --port\n`);
  });
});
