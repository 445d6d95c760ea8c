import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomFraction, randomSources, xoshiro128 } from '../src/random.ts';

describe('random numbers', () => {
  test('match the published generator', () => {
    const source = xoshiro128([1, 2, 3, 4]);
    const expected = [
      11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849, 3_729_100_597,
      4_258_142_804,
    ];
    assert.deepEqual(Array.from({ length: 10 }, source), expected);
  });

  test('differ between the sources of one seed, and between seeds', () => {
    const first = [0, 1, 2].flatMap((seed) => randomSources(seed, 3).map((source) => source()));
    assert.equal(new Set(first).size, 9);
  });

  test('are uniformly distributed from 0 to 1', () => {
    const [source = () => 0] = randomSources(1, 1);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draws = 0; draws < 10_000; draws += 1) {
      const tenth = Math.floor(randomFraction(source) * 10);
      tenths[tenth] = (tenths[tenth] ?? Number.NaN) + 1;
    }
    assert.ok(
      tenths.every((hits) => hits > 850 && hits < 1_150),
      tenths.join(' '),
    );
  });
});
