import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawPlan } from '../src/random/draw-plan.ts';
import type { Plan } from '../src/random/plan.ts';
import { runWorld } from '../src/random/run-world.ts';

/** Returns a plan in which a process resumes for less time than it needs to catch up with its timers. */
function resumesBriefly(node: string): Plan {
  const task = { taskId: 't1', sleepMs: 6_000, atMs: 0, fault: null, repairedAtMs: null };
  return {
    ...drawPlan(1),
    drivers: true,
    masters: 1,
    slaves: 1,
    tasks: [task],
    faultsSpareSlaves: false,
    faults: Array.from({ length: 12 }, (_, index) => ({
      kind: 'freeze' as const,
      atMs: 2_000 + index * 300,
      node,
      forMs: 299.5,
    })),
    healAtMs: 8_000,
  };
}

for (const node of ['master1', 'slave1'])
  test(`${node} loses nothing when it is frozen again as it resumes`, () => {
    assert.equal(runWorld(resumesBriefly(node)).violation, null);
  });
