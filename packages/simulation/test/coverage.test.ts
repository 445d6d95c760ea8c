import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkCoverage, expectedCounters, MIN_CHECKED_WORLDS } from '../src/campaign/coverage.ts';
import { DRIVEN_WORLD } from '../src/random/counters.ts';
import { createTotals, type Totals } from '../src/campaign/totals.ts';

/** Returns the totals of a campaign in which every expected event occurred once, except some. */
function totalsWithout(worlds: number, ...missing: readonly string[]): Totals {
  const totals = createTotals();
  totals.worlds = worlds;
  for (const counter of expectedCounters(worlds)) if (!missing.includes(counter)) totals.counts.set(counter, 1);
  return totals;
}

describe('the coverage check of a campaign', () => {
  test('finds nothing missing when every expected event occurred', () => {
    for (const worlds of [500, 5_000, 50_000]) {
      const { expected, missing } = checkCoverage(totalsWithout(worlds));
      assert.ok(expected > 100);
      assert.deepEqual(missing, []);
    }
  });

  test('names any single event that never occurred', () => {
    for (const counter of expectedCounters(50_000))
      assert.deepEqual(checkCoverage(totalsWithout(50_000, counter)).missing, [counter]);
  });

  test('expects the events of real drivers of a campaign with enough worlds that run them', () => {
    const totals = totalsWithout(500);
    totals.counts.set(DRIVEN_WORLD, 250);
    const { missing } = checkCoverage(totals);
    assert.deepEqual([...expectedCounters(500), ...missing], expectedCounters(500, 250));
    assert.ok(missing.includes('settles never: append'));
  });

  test('names all events when none occurred', () => {
    const totals = createTotals();
    totals.worlds = MIN_CHECKED_WORLDS;
    assert.deepEqual(checkCoverage(totals).missing, expectedCounters(MIN_CHECKED_WORLDS));
  });

  test('expects nothing of a campaign that is too small', () => {
    const totals = createTotals();
    totals.worlds = MIN_CHECKED_WORLDS - 1;
    assert.deepEqual(checkCoverage(totals), { expected: 0, missing: [] });
  });

  test('expects more events of larger campaigns', () => {
    const sizes = [500, 2_000, 10_000].map((worlds) => expectedCounters(worlds).length);
    assert.deepEqual(
      sizes,
      [...new Set(sizes)].sort((one, other) => one - other),
    );
  });

  test('expects each event once', () => {
    const expected = expectedCounters(Infinity);
    assert.equal(new Set(expected).size, expected.length);
  });
});
