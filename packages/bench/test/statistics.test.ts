import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { median, medianBy, percentile } from '../src/statistics.ts';

const SAMPLE = [5, 1, 4, 2, 3];

describe('statistics', () => {
  test('compute percentiles by the nearest-rank method', () => {
    assert.equal(median(SAMPLE), 3);
    assert.equal(percentile(SAMPLE, 0.99), 5);
    assert.equal(percentile(SAMPLE, 0), 1);
    assert.equal(percentile([], 0.5), Number.NaN);
  });

  test('select the whole run with the median key', () => {
    const runs = SAMPLE.map((ratio) => ({ ratio, label: `run ${ratio}` }));
    assert.equal(medianBy(runs, ({ ratio }) => ratio).label, 'run 3');
    assert.throws(() => medianBy([], () => 0), /an empty sample has no median/);
  });
});
