import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QUIET_RUN, RUN_WITH_KILLS } from '../src/expectations.ts';
import { checkRun } from '../src/judge.ts';
import { quietRun, wholeRun } from './runs.ts';

function brokenIn(verdict: ReturnType<typeof checkRun>): string[] {
  return verdict.results.flatMap(({ id, status, violations }) =>
    status === 'broken' ? [`${id}: ${violations.messages.join(' | ')}`] : [],
  );
}

describe('a run that went right', () => {
  test('with kills, freezes and outages, holds in every point, and puts every point to the test', () => {
    const verdict = checkRun(wholeRun(), RUN_WITH_KILLS);
    assert.deepEqual(brokenIn(verdict), []);
    assert.equal(verdict.passed, true);
    const idle = verdict.results.filter(({ status }) => status === 'not exercised');
    assert.deepEqual(idle, []);
  });

  test('without any fault, holds as a quiet run', () => {
    const verdict = checkRun(quietRun(), QUIET_RUN);
    assert.deepEqual(brokenIn(verdict), []);
  });
});
