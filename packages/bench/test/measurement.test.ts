import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isMet, ratioOf } from '../src/measurement.ts';
import { measurement } from './measurement-fixture.ts';

describe('a measurement', () => {
  test('meets its target if its ratio or value is within the bound, inclusive', () => {
    const atLeast = { of: 'ratio', relation: 'at least', bound: 2.5 } as const;
    assert.equal(isMet(measurement(250, atLeast)), true);
    assert.equal(isMet(measurement(249, atLeast)), false);
    const atMost = { of: 'value', relation: 'at most', bound: 50 } as const;
    assert.equal(isMet(measurement(50, atMost)), true);
    assert.equal(isMet(measurement(51, atMost)), false);
  });

  test('without a target neither meets nor misses it', () => {
    assert.equal(isMet(measurement(1)), undefined);
  });

  test('has a ratio if it has a baseline', () => {
    assert.equal(ratioOf(measurement(250)), 2.5);
    assert.equal(ratioOf({ name: 'tasks', value: 1, unit: '/s' }), undefined);
  });

  test('that is NaN misses its target', () => {
    assert.equal(isMet(measurement(Number.NaN, { of: 'value', relation: 'at most', bound: 50 })), false);
    assert.equal(isMet(measurement(Number.NaN, { of: 'ratio', relation: 'at least', bound: 1 })), false);
  });
});
