import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { randomFraction, randomSources } from '@steadfast/runtime/random';
import { planSteps, type PlanOptions, type PlanStep } from '../src/faults/plan.ts';

const DEMO: PlanOptions = {
  masters: ['master1'],
  slaves: ['slave1', 'slave2', 'slave3'],
  longestTaskMs: 2_000,
  faults: ['kill', 'freeze'],
};

/** Returns the first steps of the plan of a random seed. */
function firstSteps(seed: number, count: number, options = DEMO): PlanStep[] {
  const [source] = randomSources(seed, 1);
  assert.ok(source);
  return planSteps(() => randomFraction(source), options)
    .take(count)
    .toArray();
}

/** Returns the faults in the first sixty steps of a plan that allows these faults. */
function actionsOf(faults: PlanOptions['faults']): string[] {
  return [...new Set(firstSteps(7, 60, { ...DEMO, faults }).map(({ action }) => action))].sort();
}

function asLine({ afterMs, action, targets, downMs }: PlanStep): string {
  return `after ${afterMs} ms ${action} ${targets.join(' and ')} for ${downMs} ms`;
}

/** Returns the sum of the pauses between steps, in milliseconds. */
function totalPauseMs(steps: readonly PlanStep[]): number {
  return steps.reduce((sum, { afterMs }) => sum + afterMs, 0);
}

/** Two steps of the opening, then rounds of ten. */
const OPENING_STEPS = 2;
const ROUND_STEPS = 10;

describe('a plan', () => {
  test('contains only the allowed faults', () => {
    assert.deepEqual(actionsOf(['kill']), ['kill']);
    assert.deepEqual(actionsOf(['kill', 'freeze', 'cut', 'lossy']), ['cut', 'freeze', 'kill', 'lossy']);
  });

  test('is the same for the same random seed, on every machine', () => {
    assert.deepEqual(firstSteps(7, 12).map(asLine), [
      'after 525 ms kill slave2 for 691 ms',
      'after 829 ms kill master1 for 2804 ms',
      'after 5096 ms kill slave3 for 225 ms',
      'after 4116 ms kill master1 for 484 ms',
      'after 5529 ms kill master1 and slave3 for 1700 ms',
      'after 3657 ms kill slave1 and slave2 and slave3 for 927 ms',
      'after 5080 ms freeze slave2 for 1705 ms',
      'after 3435 ms kill master1 for 903 ms',
      'after 4325 ms kill master1 for 2705 ms',
      'after 4670 ms kill slave2 and slave3 for 398 ms',
      'after 4935 ms kill slave3 for 881 ms',
      'after 4526 ms kill slave1 for 1494 ms',
    ]);
  });

  test('differs between random seeds', () => {
    assert.notDeepEqual(firstSteps(1, 5), firstSteps(2, 5));
  });

  test('begins by killing a slave, then the master for longer than any task lasts', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const [first, second] = firstSteps(seed, OPENING_STEPS);
      assert.equal(first?.action, 'kill');
      assert.match(first.targets.join(), /^slave\d$/);
      assert.deepEqual([second?.action, second?.targets], ['kill', ['master1']]);
      assert.ok((second?.downMs ?? 0) > DEMO.longestTaskMs);
    }
  });

  test('contains every kind of step in every round: all slaves once, the master four times, a freeze', () => {
    for (let seed = 0; seed < 50; seed += 1)
      for (let round = 0; round < 3; round += 1) {
        const from = OPENING_STEPS + round * ROUND_STEPS;
        const steps = firstSteps(seed, from + ROUND_STEPS).slice(from);
        const kills = steps.filter(({ action }) => action === 'kill');
        const ofMaster = kills.filter(({ targets }) => targets.includes('master1'));
        assert.equal(kills.length, ROUND_STEPS - 1);
        assert.equal(ofMaster.length, 4);
        assert.equal(ofMaster.filter(({ downMs }) => downMs > DEMO.longestTaskMs).length, 1);
        assert.equal(kills.filter(({ targets }) => targets.join() === DEMO.slaves.join()).length, 1);
      }
  });

  test('is paced by the longest task, so that slaves can finish tasks of any length', () => {
    const [short, long] = [firstSteps(3, 40), firstSteps(3, 40, { ...DEMO, longestTaskMs: 60_000 })];
    assert.ok(Math.abs(totalPauseMs(long) / totalPauseMs(short) - 30) < 0.1);
  });

  test('works with a single slave', () => {
    const steps = firstSteps(5, 40, { ...DEMO, slaves: ['slave1'] });
    assert.ok(steps.every(({ targets }) => targets.every((name) => name === 'master1' || name === 'slave1')));
  });
});
