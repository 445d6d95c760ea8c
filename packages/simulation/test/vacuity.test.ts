import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTotals, type Totals } from '../src/campaign/totals.ts';
import { expectedCounters, checkVacuity, MIN_JUDGED_WORLDS } from '../src/campaign/vacuity.ts';

/** A campaign of so many worlds in which everything happened once, but for this. */
function totalsWithout(worlds: number, ...missing: readonly string[]): Totals {
  const totals = createTotals();
  totals.worlds = worlds;
  for (const counter of expectedCounters(worlds)) if (!missing.includes(counter)) totals.counts.set(counter, 1);
  return totals;
}

describe('a campaign', () => {
  test('in which everything happened is not vacuous', () => {
    for (const worlds of [500, 5_000, 50_000]) {
      const { expected, missing } = checkVacuity(totalsWithout(worlds));
      assert.ok(expected > 100);
      assert.deepEqual(missing, []);
    }
  });

  test('in which any one thing never happened is vacuous, and that thing is named', () => {
    for (const counter of expectedCounters(50_000))
      assert.deepEqual(checkVacuity(totalsWithout(50_000, counter)).missing, [counter]);
  });

  test('in which nothing happened lacks everything', () => {
    const totals = createTotals();
    totals.worlds = MIN_JUDGED_WORLDS;
    assert.deepEqual(checkVacuity(totals).missing, expectedCounters(MIN_JUDGED_WORLDS));
  });

  test('that is small is not judged', () => {
    const totals = createTotals();
    totals.worlds = MIN_JUDGED_WORLDS - 1;
    assert.deepEqual(checkVacuity(totals), { expected: 0, missing: [] });
  });

  test('is asked for more the larger it is', () => {
    const sizes = [500, 2_000, 10_000].map((worlds) => expectedCounters(worlds).length);
    assert.deepEqual(
      sizes,
      [...new Set(sizes)].sort((one, other) => one - other),
    );
  });

  test('is asked for each thing once', () => {
    const expected = expectedCounters(Infinity);
    assert.equal(new Set(expected).size, expected.length);
  });
});
