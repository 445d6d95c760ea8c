import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRun } from '../src/check-run.ts';
import { QUIET_RUN } from '../src/expectations.ts';
import { quietRun } from './support/runs.ts';
import { appendEntry, assertFails, assertPasses, factOf } from './support/tamper.ts';

/**
 * Limit of the processor time for eight times as many tasks, as a multiple. It is 8 if the time grows with the number of
 * tasks, and 64 if it grows with the square. The ratio does not depend on the speed of the machine, nor does processor
 * time depend on other programs.
 */
const MAX_RATIO = 20;

/** Checks a run of so many tasks, and returns the processor time in milliseconds. */
function checkQuietRun(tasks: number): number {
  const evidence = quietRun(tasks, 50, 0.5);
  const before = process.cpuUsage();
  assertPasses(evidence, QUIET_RUN);
  return process.cpuUsage(before).user / 1_000;
}

describe('a large run', () => {
  test('is checked in a time that grows no faster than the number of tasks', () => {
    // The first run only warms up the code.
    const [, smallMs, largeMs] = [2_500, 2_500, 20_000].map(checkQuietRun) as [number, number, number];
    assert.ok(largeMs < MAX_RATIO * smallMs, `${smallMs} ms for 2,500 tasks, ${largeMs} ms for 20,000`);
  });

  test('fails with a single wrong fact, and quotes at most 20 of many violations', () => {
    const evidence = quietRun(2_000, 10, 0.5);
    appendEntry(evidence, factOf(evidence, 'task.success', 'task1234').fact);
    assertFails(evidence, 'one-success', /succeeded 2 times: .*task1234/);
    for (const document of evidence.documents) document.state = 'killed';
    const result = checkRun(evidence, QUIET_RUN).results.find(({ id }) => id === 'documents');
    // Except the task with the wrong fact: its document is not compared with an inconsistent ledger.
    assert.equal(result?.violations.count, 1_999);
    assert.ok((result?.violations.messages.length ?? 0) <= 20);
  });
});
