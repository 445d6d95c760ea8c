import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MetricValues } from '../../src/peers/metrics.ts';
import { isCapped, ratioSpread, spread, type RoundResult } from '../../src/peers/results.ts';

function result(system: string, round: number, values: MetricValues): RoundResult {
  return { system, round, values, failures: [], otherLoadShare: 0 };
}

function rates(system: string, ...perRound: readonly number[]): RoundResult[] {
  return perRound.map((value, index) => result(system, index + 1, { noOpRate: { value } }));
}

describe('the results of several rounds', () => {
  test('have a median and a range', () => {
    assert.deepEqual(spread(rates('own', 30, 10, 20), 'own', 'noOpRate'), {
      median: 20,
      min: 10,
      max: 30,
      relation: 'equal',
    });
    assert.equal(spread(rates('own', 30), 'other', 'noOpRate'), undefined);
  });

  test('are compared round by round, not as medians', () => {
    const results = [...rates('own', 100, 300, 200), ...rates('other', 50, 100, 400)];
    assert.deepEqual(ratioSpread(results, 'own', 'other', 'noOpRate'), {
      median: 2,
      min: 0.5,
      max: 3,
      relation: 'equal',
    });
  });

  test('leave out a round in which one of the two was not measured', () => {
    const results = [...rates('own', 100), ...rates('other', 50, 1)];
    assert.equal(ratioSpread(results, 'own', 'other', 'noOpRate')?.max, 2);
  });

  test('compare a value that reached its cap with every round, as an upper bound of the ratio', () => {
    const results = [
      ...[0.6, 1.2].map((value, index) => result('own', index + 1, { kill: { value } })),
      result('other', 1, { kill: { value: 60, capped: true } }),
      result('other', 2, {}),
    ];
    assert.deepEqual(ratioSpread(results, 'own', 'other', 'kill'), {
      median: 0.01,
      min: 0.01,
      max: 0.02,
      relation: 'at most',
    });
    assert.equal(spread(results, 'other', 'kill')?.relation, 'at least');
    assert.equal(isCapped(results, 'other', ['freeze', 'kill']), true);
    assert.equal(isCapped(results, 'own', ['kill']), false);
  });

  test('have no ratio to zero', () => {
    const results = [...rates('own', 100), ...rates('other', 0)];
    assert.equal(ratioSpread(results, 'own', 'other', 'noOpRate'), undefined);
  });
});
