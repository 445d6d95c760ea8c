import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkRun } from '../src/check-run.ts';
import { QUIET_RUN, RUN_WITH_KILLS } from '../src/expectations.ts';
import { quietRun, wholeRun } from './support/runs.ts';
import { failuresOf } from './support/tamper.ts';

describe('a correct run', () => {
  test('with kills, freezes and outages exercises every check and passes it', () => {
    const verdict = checkRun(wholeRun(), RUN_WITH_KILLS);
    assert.deepEqual(failuresOf(verdict), []);
    assert.equal(verdict.passed, true);
    assert.deepEqual(
      verdict.results.filter(({ status }) => status === 'not exercised'),
      [],
    );
  });

  test('without faults passes as a quiet run', () => {
    const verdict = checkRun(quietRun(), QUIET_RUN);
    assert.deepEqual(failuresOf(verdict), []);
  });
});
