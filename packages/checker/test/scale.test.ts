import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRun } from '../src/check-run.ts';
import { QUIET_RUN } from '../src/expectations.ts';
import { quietRun } from './support/runs.ts';
import { appendEntry, assertFails, assertPasses, factOf } from './support/tamper.ts';

/**
 * Limit of the processor time for a run of 20,000 tasks. A slow machine takes one or two seconds; only a quadratic
 * algorithm takes more. Elapsed time is not used because other tests may run at the same time.
 */
const MAX_CPU_SECONDS = 8;

describe('a large run', () => {
  test('of 20,000 tasks is checked within seconds', () => {
    const evidence = quietRun(20_000, 50, 0.5);
    const before = process.cpuUsage();
    assertPasses(evidence, QUIET_RUN);
    const cpuSeconds = process.cpuUsage(before).user / 1_000_000;
    assert.ok(cpuSeconds < MAX_CPU_SECONDS, `it took ${cpuSeconds.toFixed(1)} s`);
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
