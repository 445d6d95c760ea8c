import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test, type TestContext } from 'node:test';
import { closeLog, createTurnLogger, openLog } from '@steadfast/runtime';

const folder = mkdtempSync(join(tmpdir(), 'steadfast-turn-'));
after(() => rmSync(folder, { recursive: true }));

const INDEX = JSON.stringify(new URL('../src/index.ts', import.meta.url).href);

function eventsIn(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { event: unknown }).event);
}

/** Opens a log file; `events` returns what it holds now. */
function setUp(context: TestContext, name: string) {
  const file = join(folder, `${name}.log`);
  const logger = openLog({ level: 'info', file });
  context.after(() => closeLog(logger));
  return {
    turns: createTurnLogger(logger),
    text: () => readFileSync(file, 'utf8'),
    events: () => eventsIn(readFileSync(file, 'utf8')),
  };
}

describe('the lines of a turn', () => {
  test('are written at its end, in order, those outside of a turn at once', (context) => {
    const { turns, events } = setUp(context, 'order');
    turns.log({ level: 'info', message: 'first', event: 'e1' });
    assert.deepEqual(events(), ['e1']);
    turns.together(() => {
      for (const event of ['e2', 'e3', 'e4']) turns.log({ level: 'info', message: 'in the turn', event });
      assert.deepEqual(events(), ['e1']);
    });
    assert.deepEqual(events(), ['e1', 'e2', 'e3', 'e4']);
  });

  test('have the level, fields and time that they were logged with', (context) => {
    const { turns, text } = setUp(context, 'fields');
    context.mock.timers.enable({ apis: ['Date'], now: 1_000 });
    turns.together(() => {
      turns.log({ level: 'info', message: 'a\nb', event: 'e1', attempt: 1 });
      context.mock.timers.setTime(2_000);
      turns.log({ level: 'error', message: 'c', event: 'e2' });
      context.mock.timers.setTime(3_000);
    });
    assert.deepEqual(text().split('\n'), [
      '{"timestamp":"1970-01-01T00:00:01.000Z","level":"info","message":"a\\nb","event":"e1","attempt":1}',
      '{"timestamp":"1970-01-01T00:00:02.000Z","level":"error","message":"c","event":"e2"}',
      '',
    ]);
  });

  test('are written although the turn throws', (context) => {
    const { turns, events } = setUp(context, 'throws');
    const turn = (): void => {
      turns.log({ level: 'info', message: 'before', event: 'e1' });
      throw new Error('invariant broken');
    };
    assert.throws(() => turns.together(turn), /invariant broken/);
    turns.log({ level: 'info', message: 'after', event: 'e2' });
    assert.deepEqual(events(), ['e1', 'e2']);
  });

  test('go to standard error by their own level', () => {
    const file = JSON.stringify(join(folder, 'levels.log'));
    const program = `const { openLog, closeLog, createTurnLogger } = await import(${INDEX});
      const logger = openLog({ level: 'info', file: ${file} });
      const turns = createTurnLogger(logger);
      turns.together(() => {
        for (const level of ['info', 'warn', 'warn', 'info', 'error']) turns.log({ level, message: 'm', event: level });
      });
      await closeLog(logger);`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    assert.deepEqual(eventsIn(stderr), ['warn', 'warn', 'error']);
    assert.deepEqual(eventsIn(readFileSync(join(folder, 'levels.log'), 'utf8')), [
      'info',
      'warn',
      'warn',
      'info',
      'error',
    ]);
  });
});
