import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatCount, formatDuration, formatPlural, formatSeconds } from '../src/format.ts';

describe('formatDuration', () => {
  for (const [ms, expected] of [
    [0, '0 ms'],
    [84.6, '85 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [59_900, '59.9 s'],
    [60_000, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 day 0 h'],
    [180_000_000, '2 days 2 h'],
  ] as const)
    test(`formats ${ms} ms as ${expected}`, () => assert.equal(formatDuration(ms), expected));
});

describe('formatSeconds', () => {
  test('has one decimal, and is never negative', () => {
    assert.equal(formatSeconds(40), '0.0 s');
    assert.equal(formatSeconds(90_450), '90.5 s');
    assert.equal(formatSeconds(-5), '0.0 s');
  });
});

describe('formatCount and formatPlural', () => {
  test('put a space between thousands', () => {
    assert.equal(formatCount(999), '999');
    assert.equal(formatCount(1_234_567), '1 234 567');
    assert.equal(formatPlural(12_345, 'task'), '12 345 tasks');
  });

  test('use the singular for one', () => {
    assert.equal(formatPlural(1, 'kill'), '1 kill');
    assert.equal(formatPlural(0, 'kill'), '0 kills');
    assert.equal(formatPlural(2, 'success', 'successes'), '2 successes');
  });
});
