import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { choosePorts, freePort, isPortFree, reservePort } from '../src/free-port.ts';

const FREE_PORT = new URL('../src/free-port.ts', import.meta.url).href;

describe('freePort', () => {
  test('returns distinct free ports below the ephemeral range', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    assert.equal(new Set(ports).size, 50);
    assert.ok(ports.every((port) => port < 32_768));
    const free = await Promise.all(ports.map(isPortFree));
    assert.ok(free.every(Boolean));
  });

  test('reserves the port for its process until that exits, even if nothing listens on it', async (context) => {
    const program = `const { freePort } = await import(${JSON.stringify(FREE_PORT)});
      process.stdout.write(String(await freePort()));
      setInterval(() => undefined, 1_000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', program]);
    context.after(() => other.kill('SIGKILL'));
    const [output] = (await once(other.stdout, 'data')) as [Buffer];
    const port = Number(output.toString());
    assert.equal(await reservePort(port), false);
    other.kill('SIGKILL');
    await once(other, 'close');
    assert.equal(await reservePort(port), true);
    assert.equal(await reservePort(port), false);
  });
});

/** Occupies a port of 127.0.0.1 for the time of a test. */
async function occupy(context: TestContext, port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
}

/** Returns a port that is free, as are those after it. */
async function freeRange(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if ((await Promise.all([1, 2, 3, 4].map((offset) => isPortFree(port + offset)))).every(Boolean)) return port;
  }
}

function purpose(lines: string[] = []) {
  return {
    listener: 'MongoDB',
    option: '--mongo-port',
    makeName: 'MONGO_PORT',
    report: (line: string) => void lines.push(line),
  };
}

describe('choosePorts', () => {
  test('returns a preferred port that is free, the same each time, without a word', async () => {
    const [port, lines] = [await freeRange(), [] as string[]];
    for (let start = 1; start <= 2; start += 1)
      assert.equal(await choosePorts({ preferred: port }, 1, purpose(lines)), port);
    assert.equal(await choosePorts(port, 1, purpose(lines)), port);
    assert.deepEqual(lines, []);
  });

  test('takes the next ports instead of preferred ones that are in use, and says so', async (context) => {
    const [port, lines] = [await freeRange(), [] as string[]];
    await occupy(context, port + 1);
    assert.equal(await choosePorts({ preferred: port }, 2, purpose(lines)), port + 2);
    assert.deepEqual(lines, [`port ${port} is in use; MongoDB listens on ${port + 2} instead`]);
  });

  test('rejects a required port that is in use, and names the option and its name in make', async (context) => {
    const port = await freeRange();
    await occupy(context, port);
    await assert.rejects(choosePorts(port, 1, purpose()), {
      name: 'UsageError',
      message: `port ${port} is in use; choose another with --mongo-port, or with make MONGO_PORT=`,
    });
  });
});

describe('isPortFree', () => {
  test('returns false for a port that a server listens on', async (context) => {
    const server = createServer().listen(0, '127.0.0.1');
    context.after(() => server.close());
    await once(server, 'listening');
    assert.equal(await isPortFree((server.address() as AddressInfo).port), false);
  });
});
