import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { systemTimers, type LineLogger } from '@steadfast/runtime';
import { createLimitedLog } from '../src/limited-log.ts';

function line(event: string) {
  return { kind: 'log', level: 'info', event, message: event, fields: {} } as const;
}

test('lines that peers provoke are logged at a limited rate, with the number of those that are suppressed', (context: TestContext) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const lines: string[] = [];
  const logger: LineLogger = {
    isLevelEnabled: () => true,
    log: ({ event, of, suppressed }: { event?: unknown; of?: unknown; suppressed?: unknown }) =>
      lines.push(event === 'log.suppressed' ? `${String(suppressed)} of ${String(of)} suppressed` : String(event)),
  };
  let nowMs = 0;
  const log = createLimitedLog(logger, { ...systemTimers, monotonicMs: () => nowMs });
  for (let count = 0; count < 150; count += 1) log(line('report.refused'));
  log(line('report.confirmed'));
  assert.equal(lines.length, 101);
  context.mock.timers.tick(10_000);
  nowMs += 10_000;
  assert.equal(lines.at(-1), '50 of report.refused suppressed');
  log(line('report.refused'));
  assert.equal(lines.at(-1), 'report.refused');
  context.mock.timers.tick(10_000);
  assert.equal(lines.length, 103);
});
