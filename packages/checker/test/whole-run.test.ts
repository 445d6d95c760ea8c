import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { QUIET_RUN, RUN_WITH_KILLS } from '../src/expectations.ts';
import { judge } from '../src/judge.ts';
import { quietRun, wholeRun } from './runs.ts';

function brokenIn(verdict: ReturnType<typeof judge>): string[] {
  return verdict.findings.flatMap(({ id, status, violations }) =>
    status === 'broken' ? [`${id}: ${violations.messages.join(' | ')}`] : [],
  );
}

describe('a run that went right', () => {
  test('with kills, freezes and outages, holds in every point, and puts every point to the test', () => {
    const verdict = judge(wholeRun(), RUN_WITH_KILLS);
    assert.deepEqual(brokenIn(verdict), []);
    assert.equal(verdict.met, true);
    const idle = verdict.findings.filter(({ status }) => status === 'not exercised');
    assert.deepEqual(idle, []);
  });

  test('without any fault, holds as a quiet run', () => {
    const verdict = judge(quietRun(), QUIET_RUN);
    assert.deepEqual(brokenIn(verdict), []);
  });
});
