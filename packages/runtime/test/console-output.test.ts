import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, describe, test, type TestContext } from 'node:test';
import { formatCount } from '@steadfast/runtime/format';
import { waitUntil } from '@steadfast/runtime/testing';

const folder = mkdtempSync(join(tmpdir(), 'steadfast-console-'));
after(() => rmSync(folder, { recursive: true }));

const INDEX = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);

/** Twice as many lines of a kibibyte as are kept, and far more than fit into a pipe. */
const LINES = 3 * 1_024;

/** Logs that many lines, prints its process identifier, logs one more on SIGUSR2, and closes its log on SIGTERM. */
const PROGRAM = `const { openLog, closeLog, stopSignal } = await import(${INDEX});
  const { setImmediate: turn } = await import('node:timers/promises');
  const { once } = await import('node:events');
  const keepAlive = setInterval(() => undefined, 1_000);
  const signal = stopSignal();
  const logger = openLog({ level: 'info' });
  for (let number = 0; number < ${LINES}; number += 1) {
    logger.info('x'.repeat(1_024), { event: 'test', number });
    await turn();
  }
  process.on('SIGUSR2', () => logger.info('later', { event: 'later' }));
  process.stdout.write('logged ' + process.pid + '\\n');
  if (!signal.aborted) await once(signal, 'abort');
  clearInterval(keepAlive);
  await closeLog(logger);`;

/**
 * How standard error is connected. Node.js connects a child by a socket; a shell by a pipe, and a reader of it that stalls
 * with what it writes to.
 */
const CONNECTIONS = {
  'a socket': '"$0" --input-type=module -e "$1"; echo "exit $?"',
  'a pipe': 'exec 3>&1; { "$0" --input-type=module -e "$1" 2>&1 1>&3; echo "exit $?" >&3; } | cat >&2',
} as const;

/** A program with a standard error that only the test reads. */
interface LoggingProgram {
  readonly stderr: Readable;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves to the exit code. */
  readonly exited: Promise<string>;
}

/** Kills a process, unless it is gone. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
  }
}

/** Starts the program and resolves once it has logged everything. It is killed when the test has ended. */
async function startLogging(
  context: TestContext,
  connection: keyof typeof CONNECTIONS,
  closeStderr = false,
): Promise<LoggingProgram> {
  const shell = spawn('sh', ['-c', CONNECTIONS[connection], process.execPath, PROGRAM], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (closeStderr) shell.stderr.destroy();
  const lines = createInterface(shell.stdout)[Symbol.asyncIterator]();
  const logged = String((await lines.next()).value);
  assert.match(logged, /^logged \d+$/);
  const pid = Number(logged.split(' ')[1]);
  context.after(() => killIfAlive(pid));
  return {
    stderr: shell.stderr,
    kill: (signal) => void process.kill(pid, signal),
    exited: lines.next().then(({ value }) => {
      shell.stderr.destroy();
      return String(value);
    }),
  };
}

for (const connection of ['a socket', 'a pipe'] as const)
  describe(`standard error, ${connection}`, () => {
    test('does not stop the process if its reader stalls, nor keep it from exiting', async (context) => {
      const program = await startLogging(context, connection);
      program.kill('SIGTERM');
      assert.equal(await program.exited, 'exit 0');
    });

    test('keeps a bounded number of lines for a reader that stalls, and says how many were dropped', async (context) => {
      const program = await startLogging(context, connection);
      const lines: { event: string; number?: number; message: string }[] = [];
      createInterface(program.stderr).on('line', (line) => lines.push(JSON.parse(line) as (typeof lines)[number]));
      const has = (event: string) => lines.some((line) => line.event === event);
      await waitUntil('the dropped lines to be reported', () => has('log.dropped'));
      program.kill('SIGUSR2');
      await waitUntil('a later line to arrive', () => has('later'));
      // The pipes between may take some more lines at any time, so that there can be several gaps. Each is explained.
      let [next, kept] = [0, 0];
      let report: string | null = null;
      for (const { event, number = LINES, message } of lines) {
        if (event === 'log.dropped') report = message;
        else {
          const gap = number - next;
          assert.equal(
            report,
            gap === 0
              ? null
              : `${formatCount(gap)} log ${gap === 1 ? 'line' : 'lines'} dropped, because standard error was not read`,
          );
          [next, report] = [number + 1, null];
          kept += 1;
        }
      }
      assert.ok(kept < LINES, 'lines were dropped');
      program.kill('SIGTERM');
      assert.equal(await program.exited, 'exit 0');
    });

    test('does not stop the process if its reader is gone', async (context) => {
      const program = await startLogging(context, connection, true);
      program.kill('SIGTERM');
      assert.equal(await program.exited, 'exit 0');
    });
  });

describe('an error that ends a program', () => {
  test('is in the log file as well as on standard error', () => {
    const file = join(folder, 'failed.log');
    const program = `const { openLog, runMain, withLog } = await import(${INDEX});
      await runMain(() => withLog(openLog({ level: 'info', file: ${JSON.stringify(file)} }), () => {
        throw new Error('out of luck');
      }));`;
    const parameters = ['--input-type=module', '-e', program];
    const { status, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stderr, 'failed: out of luck\n');
    const { level, event, message } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual({ level, event, message }, { level: 'error', event: 'process.failed', message: 'out of luck' });
  });
});
