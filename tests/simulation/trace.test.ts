import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawPlan } from '@steadfast/simulation/random/draw-plan';
import { runWorld } from '@steadfast/simulation/random/run-world';

const SEEDS = [1, 2, 3, 4, 5, 77_777, 4_294_967_295];

/** Everything about how a world went, in a form that can be compared. */
function played(seed: number) {
  return runWorld(drawPlan(seed));
}

describe('the world of a seed', () => {
  for (const seed of SEEDS)
    test(`${seed} goes the same way each time`, () => {
      const [one, other] = [played(seed), played(seed)];
      assert.ok(one.events > 0);
      assert.equal(one.trace, other.trace);
      assert.deepEqual(one, other);
    });

  test('goes the same way when somebody listens', () => {
    const lines: string[] = [];
    const told = runWorld(drawPlan(6), (_, who, what) => void lines.push(`${who} ${what}`));
    assert.ok(lines.length > 0);
    assert.deepEqual(told, played(6));
  });

  test('goes another way than that of any other', () => {
    const traces = new Set(SEEDS.map((seed) => played(seed).trace));
    assert.equal(traces.size, SEEDS.length);
  });

  test('is drawn the same each time, and otherwise than any other', () => {
    const plans = new Set(SEEDS.flatMap((seed) => [JSON.stringify(drawPlan(seed)), JSON.stringify(drawPlan(seed))]));
    assert.equal(plans.size, SEEDS.length);
  });
});
