import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { closeLog, openLog } from '@steadfast/runtime';

const folder = mkdtempSync(join(tmpdir(), 'steadfast-log-'));
after(() => rmSync(folder, { recursive: true }));

function linesOf(file: string): Record<string, unknown>[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const INDEX = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);

describe('the log', () => {
  test('has one JSON object per line, with timestamp, level, message and fields', async () => {
    const file = join(folder, 'a.log');
    const logger = openLog({ level: 'info', file });
    logger.info('task1 was placed', { event: 'task.placed', task: 'task1', attempt: 1 });
    logger.debug('below the minimum level');
    await closeLog(logger);
    const [line, ...others] = linesOf(file);
    assert.deepEqual(others, []);
    assert.match(String(line?.['timestamp']), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(
      { ...line, timestamp: '' },
      { timestamp: '', level: 'info', message: 'task1 was placed', event: 'task.placed', task: 'task1', attempt: 1 },
    );
  });

  test('escapes line breaks in messages and fields', async () => {
    const file = join(folder, 'b.log');
    const logger = openLog({ level: 'info', file });
    logger.info('one\n{"event":"task.success"}', { task: 'a\r\nb' });
    await closeLog(logger);
    assert.equal(linesOf(file).length, 1);
  });

  test('is appended to by successive processes', async () => {
    const file = join(folder, 'c.log');
    for (const run of [1, 2]) {
      const logger = openLog({ level: 'info', file });
      logger.info(`run ${run}`);
      await closeLog(logger);
    }
    assert.deepEqual(
      linesOf(file).map(({ message }) => message),
      ['run 1', 'run 2'],
    );
  });

  test('loses no line when the process is killed right after writing it', () => {
    const file = join(folder, 'd.log');
    const program = `const { openLog } = await import(${INDEX});
      openLog({ level: 'info', file: ${JSON.stringify(file)} }).info('last words');
      await null;
      process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
    assert.equal(signal, 'SIGKILL');
    assert.deepEqual(
      linesOf(file).map(({ message }) => message),
      ['last words'],
    );
  });

  test('goes to standard error as JSON when there is neither a terminal nor a log file', () => {
    const program = `const { openLog, closeLog } = await import(${INDEX});
      const logger = openLog({ level: 'info' }); logger.info('hello'); await closeLog(logger);`;
    const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    assert.equal(stdout, '');
    assert.equal((JSON.parse(stderr) as { message: string }).message, 'hello');
  });

  test('fails with a usage error that names --log-file when the file cannot be opened', () => {
    assert.throws(() => openLog({ level: 'info', file: folder }), {
      name: 'UsageError',
      message: `cannot write the log file ${folder}: EISDIR: illegal operation on a directory, open '${folder}'; choose another with --log-file`,
    });
  });

  test('fails with a usage error that names the folder when it does not exist, and does not create it', () => {
    const file = join(folder, 'missing', 'x.log');
    assert.throws(() => openLog({ level: 'info', file }), {
      name: 'UsageError',
      message: `cannot write the log file ${file}: the folder ${join(folder, 'missing')} does not exist; create it, or choose another with --log-file`,
    });
    assert.equal(existsSync(join(folder, 'missing')), false);
  });
});

/** Returns the exit code of a program with the given body of its main function. */
function exitCode(body: string): number | null {
  const program = `const { runMain, UsageError } = await import(${INDEX}); await runMain(async () => { ${body} });`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program]).status;
}

describe('runMain', () => {
  test('exits with code 0 on success', () => assert.equal(exitCode(''), 0));
  test('exits with code 1 on failure', () => assert.equal(exitCode("throw new Error('x')"), 1));
  test('exits with code 2 on a usage error', () => assert.equal(exitCode("throw new UsageError('x')"), 2));
});

/**
 * Runs a program that sends signals to itself, each once the one before has been handled, and then prints whether its
 * stop signal has aborted. Signals are handled in the order in which they arrive, and SIGUSR2 follows each.
 */
function sendSignals(names: readonly NodeJS.Signals[], environment: Record<string, string> = {}) {
  const program = `const { stopSignal } = await import(${INDEX}); const signal = stopSignal();
    const { once } = await import('node:events');
    const keepAlive = setInterval(() => undefined, 1_000);
    for (const name of ${JSON.stringify(names)}) {
      const handled = once(process, 'SIGUSR2');
      process.kill(process.pid, name);
      process.kill(process.pid, 'SIGUSR2');
      await handled;
    }
    clearInterval(keepAlive);
    process.stdout.write(signal.aborted ? String(signal.reason) : 'running');`;
  const parameters = ['--input-type=module', '-e', program];
  const { status, signal, stdout } = spawnSync(process.execPath, parameters, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return stdout || (signal ?? status);
}

describe('stopSignal', () => {
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    test(`aborts on ${name}`, () => assert.equal(sendSignals([name]), name));

  test('exits with code 1 on the second SIGTERM', () => assert.equal(sendSignals(['SIGTERM', 'SIGTERM']), 1));

  test('ignores a second SIGHUP, because a terminal that closes sends it twice', () => {
    assert.equal(sendSignals(['SIGHUP', 'SIGHUP']), 'SIGHUP');
  });

  test('ignores SIGHUP when the launcher was started by nohup', () => {
    assert.equal(sendSignals(['SIGHUP'], { STEADFAST_NOHUP: '1' }), 'running');
  });
});
