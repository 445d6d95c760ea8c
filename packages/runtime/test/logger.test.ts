import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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
    const file = join(folder, 'new', 'a.log');
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
    assert.throws(() => openLog({ level: 'info', file: '/dev/null/x.log' }), {
      name: 'UsageError',
      message: /\/dev\/null\/x\.log.*--log-file/s,
    });
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

describe('stopSignal', () => {
  test('exits with code 1 on the second SIGTERM', () => {
    const program = `const { stopSignal } = await import(${INDEX}); stopSignal(); setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGTERM'); setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10);`;
    assert.throws(() => execFileSync(process.execPath, ['--input-type=module', '-e', program]), { status: 1 });
  });
});
