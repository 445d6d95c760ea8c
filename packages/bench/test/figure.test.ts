import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isReached, ratioOf, type Expectation, type Figure } from '../src/figure.ts';
import { median, medianBy, percentile } from '../src/statistics.ts';
import { renderTable } from '../src/table.ts';

function figure(value: number, expectation?: Expectation): Figure {
  return {
    name: 'tasks',
    value,
    unit: '/s',
    limit: { name: 'inserts', value: 100 },
    ...(expectation === undefined ? {} : { expectation }),
  };
}

describe('a figure', () => {
  test('is judged by its ratio or by its value, bounds included', () => {
    const atLeast = { of: 'ratio', relation: 'at least', bound: 2.5 } as const;
    assert.equal(isReached(figure(250, atLeast)), true);
    assert.equal(isReached(figure(249, atLeast)), false);
    const atMost = { of: 'value', relation: 'at most', bound: 50 } as const;
    assert.equal(isReached(figure(50, atMost)), true);
    assert.equal(isReached(figure(51, atMost)), false);
  });

  test('that nothing is expected of is not judged', () => {
    assert.equal(isReached(figure(1)), undefined);
    assert.equal(ratioOf(figure(250)), 2.5);
    assert.equal(ratioOf({ name: 'tasks', value: 1, unit: '/s' }), undefined);
  });

  test('that could not be measured has not reached its expectation', () => {
    assert.equal(isReached(figure(Number.NaN, { of: 'value', relation: 'at most', bound: 50 })), false);
    assert.equal(isReached(figure(Number.NaN, { of: 'ratio', relation: 'at least', bound: 1 })), false);
  });
});

describe('statistics', () => {
  const sample = [5, 1, 4, 2, 3];

  test('percentiles go by the nearest rank', () => {
    assert.equal(median(sample), 3);
    assert.equal(percentile(sample, 0.99), 5);
    assert.equal(percentile(sample, 0), 1);
    assert.equal(percentile([], 0.5), Number.NaN);
  });

  test('the median run is one of the runs, whole', () => {
    const runs = sample.map((ratio) => ({ ratio, label: `run ${ratio}` }));
    assert.equal(medianBy(runs, ({ ratio }) => ratio).label, 'run 3');
    assert.throws(() => medianBy([], () => 0), /no median of nothing/);
  });
});

describe('the table', () => {
  const section = { name: 'throughput', title: 'as fast as it goes' };

  test('shows each figure beside its limit, the ratio, what was expected and whether it was reached', () => {
    const expectation = { of: 'ratio', relation: 'at least', bound: 2.5 } as const;
    const other = { ...figure(1_234), limit: { name: 'bulk updates', value: 12_340 } };
    const text = renderTable([{ section, figures: [figure(1_234, expectation), other], othersShare: 0 }]);
    assert.match(text, /^ {2}tasks +1,234 \/s +inserts +100 \/s +12\.3 × +≥ 2\.5 × +yes$/m);
    assert.match(text, /^ +bulk updates +12,340 \/s +0\.100 ×$/m, 'the second row of a figure does not repeat it');
    assert.doesNotMatch(text, /other programs/);
  });

  test('says what was missed, what failed, and that the machine was busy with something else', () => {
    const expectation = { of: 'value', relation: 'at most', bound: 50 } as const;
    const outcomes = [
      { section, figures: [figure(51, expectation)], othersShare: 0.234 },
      { section: { ...section, name: 'kill' }, figures: [], failure: 'nothing ran', othersShare: 0 },
    ];
    const text = renderTable(outcomes);
    assert.match(text, /MISSED$/m);
    assert.match(text, /other programs used 23 % of the processors/);
    assert.match(text, /FAILED: nothing ran/);
  });
});
