import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QUIET_RUN } from '../src/expectations.ts';
import { checkRun } from '../src/judge.ts';
import { appendEntry, assertCaught, assertHolds, factOf } from './tamper.ts';
import { quietRun } from './runs.ts';

/**
 * Seconds of processor time that judging 20,000 tasks may take: one or two on a slow machine, so only something
 * quadratic takes more. Not the time on the clock, for other tests may run beside this one.
 */
const LIMIT_S = 8;

describe('a large run', () => {
  test('of 20,000 tasks is judged in seconds', () => {
    const evidence = quietRun(20_000, 50, 0.5);
    const before = process.cpuUsage();
    assertHolds(evidence, QUIET_RUN);
    const tookS = process.cpuUsage(before).user / 1_000_000;
    assert.ok(tookS < LIMIT_S, `it took ${tookS.toFixed(1)} s`);
  });

  test('does not hide a single wrong fact, nor drown the reader in a thousand', () => {
    const evidence = quietRun(2_000, 10, 0.5);
    appendEntry(evidence, factOf(evidence, 'task.success', 'task1234').fact);
    assertCaught(evidence, 'one-success', /succeeded 2 times: .*task1234/);
    for (const document of evidence.documents) document.state = 'killed';
    const finding = checkRun(evidence, QUIET_RUN).results.find(({ id }) => id === 'documents');
    // All but the doctored task, whose ledger makes no sense to compare with.
    assert.equal(finding?.violations.count, 1_999);
    assert.ok((finding?.violations.messages.length ?? 0) <= 20);
  });
});
