import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withDrivers } from '@steadfast/simulation/random/draw-driver-fault';
import { drawPlan } from '@steadfast/simulation/random/draw-plan';
import { runWorld } from '@steadfast/simulation/random/run-world';

const SEEDS = [1, 2, 3, 4, 5, 77_777, 4_294_967_295];

function runSeed(seed: number) {
  return runWorld(drawPlan(seed));
}

describe('a simulated world', () => {
  for (const seed of SEEDS)
    test(`with seed ${seed} takes the same course in every run`, () => {
      const [one, other] = [runSeed(seed), runSeed(seed)];
      assert.ok(one.events > 0);
      assert.equal(one.trace, other.trace);
      assert.deepEqual(one, other);
    });

  for (const seed of SEEDS)
    test(`with real drivers and seed ${seed} takes the same course in every run`, () => {
      const plan = withDrivers(drawPlan(seed));
      const lines: string[] = [];
      const [one, other] = [runWorld(plan), runWorld(plan, (_, subject, text) => void lines.push(subject + text))];
      assert.ok(one.events > 0 && lines.length > 0);
      assert.deepEqual(one, other);
      assert.notEqual(one.trace, runSeed(seed).trace);
    });

  test('takes the same course whether or not a transcript is written', () => {
    const lines: string[] = [];
    const transcribed = runWorld(drawPlan(6), (_, subject, text) => void lines.push(`${subject} ${text}`));
    assert.ok(lines.length > 0);
    assert.deepEqual(transcribed, runSeed(6));
  });

  test('takes a different course for each seed', () => {
    const traces = new Set(SEEDS.map((seed) => runSeed(seed).trace));
    assert.equal(traces.size, SEEDS.length);
  });

  test('has a plan that depends on its seed alone', () => {
    const plans = new Set(SEEDS.flatMap((seed) => [JSON.stringify(drawPlan(seed)), JSON.stringify(drawPlan(seed))]));
    assert.equal(plans.size, SEEDS.length);
  });
});
