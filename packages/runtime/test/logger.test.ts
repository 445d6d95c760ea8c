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
  test('is one JSON object a line, with time, level, message and the fields given', async () => {
    const file = join(folder, 'new', 'a.log');
    const logger = openLog({ level: 'info', file });
    logger.info('task1 was placed', { event: 'task.placed', task: 'task1', attempt: 1 });
    logger.debug('left out');
    await closeLog(logger);
    const [line, ...others] = linesOf(file);
    assert.deepEqual(others, []);
    assert.match(String(line?.['timestamp']), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(
      { ...line, timestamp: '' },
      { timestamp: '', level: 'info', message: 'task1 was placed', event: 'task.placed', task: 'task1', attempt: 1 },
    );
  });

  test('never breaks a line, whatever is logged', async () => {
    const file = join(folder, 'b.log');
    const logger = openLog({ level: 'info', file });
    logger.info('one\n{"event":"task.success"}', { task: 'a\r\nb' });
    await closeLog(logger);
    assert.equal(linesOf(file).length, 1);
  });

  test('is appended to over several lives', async () => {
    const file = join(folder, 'c.log');
    for (const life of [1, 2]) {
      const logger = openLog({ level: 'info', file });
      logger.info(`life ${life}`);
      await closeLog(logger);
    }
    assert.deepEqual(
      linesOf(file).map(({ message }) => message),
      ['life 1', 'life 2'],
    );
  });

  test('loses nothing when the process is killed right after a line', () => {
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

  test('goes to standard error as JSON where there is no terminal and no file', () => {
    const program = `const { openLog, closeLog } = await import(${INDEX});
      const logger = openLog({ level: 'info' }); logger.info('hello'); await closeLog(logger);`;
    const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    assert.equal(stdout, '');
    assert.equal((JSON.parse(stderr) as { message: string }).message, 'hello');
  });

  test('that cannot be opened is wrong usage, with the option to change', () => {
    assert.throws(() => openLog({ level: 'info', file: '/dev/null/x.log' }), {
      name: 'UsageError',
      message: /\/dev\/null\/x\.log.*--log-file/s,
    });
  });
});

/** How a program ends whose main function has this body. */
function exitCode(body: string): number | null {
  const program = `const { runMain, UsageError } = await import(${INDEX}); await runMain(async () => { ${body} });`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', program]).status;
}

describe('exit codes', () => {
  test('0 when done', () => assert.equal(exitCode(''), 0));
  test('1 when failed', () => assert.equal(exitCode("throw new Error('x')"), 1));
  test('2 when called wrongly', () => assert.equal(exitCode("throw new UsageError('x')"), 2));
  test('the second SIGTERM ends a process that does not stop', () => {
    const program = `const { stopSignal } = await import(${INDEX}); stopSignal(); setInterval(() => {}, 1000);
      process.kill(process.pid, 'SIGTERM'); setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10);`;
    assert.throws(() => execFileSync(process.execPath, ['--input-type=module', '-e', program]), { status: 1 });
  });
});
