import type { Draw } from './draw.ts';
import type { Fault, Plan } from './plan.ts';

/*
 * Worlds that stage what chance alone brings together too seldom: the faults are given, their moments are drawn.
 */

/** Sets the stage: what is different from the plan as it was drawn. */
type Stage = (draw: Draw, plan: Plan) => Partial<Plan>;

/** Tasks of so many milliseconds, one after the other, so that something goes on all the time. */
function steadyTasks(count: number, sleepMs: number): Plan['tasks'] {
  return Array.from({ length: count }, (_, index) => ({
    taskId: `t${index + 1}`,
    sleepMs,
    atMs: 0,
    fault: null,
    mendedAtMs: null,
  }));
}

/**
 * Two reigns meet: a leader is frozen until its slaves have gone to its successor; that dies as the first goes on, and
 * the slaves come back to it before it has heard that its reign is over.
 */
const reignsMeet: Stage = (draw) => {
  const atMs = draw.between(1_500, 3_000);
  const forMs = draw.between(3_200, 4_500);
  const faults: Fault[] = [
    { kind: 'freeze', atMs, node: 'master1', forMs },
    { kind: 'database slow', atMs: atMs + 2_800, byMs: draw.between(100, 800), forMs: 4_000 },
    {
      kind: 'kill',
      atMs: atMs + forMs - draw.between(0, 40),
      node: 'master2',
      fuse: 0,
      downMs: draw.between(500, 3_000),
    },
  ];
  return { masters: 2, slaves: draw.whole(1, 3), tasks: steadyTasks(12, 600), faults, healAtMs: 12_000 };
};

/** A claim outlives the trimming of its number: a standby loses the database just as it tries to lead. */
const claimLingers: Stage = (draw) => {
  const atMs = draw.between(1_500, 3_000);
  const faults: Fault[] = [
    { kind: 'database slow', atMs, byMs: 400, forMs: 5_000 },
    { kind: 'freeze', atMs, node: 'master1', forMs: draw.between(3_200, 4_200) },
    {
      kind: 'master without database',
      atMs: atMs + draw.between(2_000, 3_600),
      node: 'master2',
      forMs: draw.between(14_000, 20_000),
    },
  ];
  return { masters: 2, slaves: 2, tasks: steadyTasks(200, 200), faults, healAtMs: 30_000, retentionMs: 2_500 };
};

/** A leader is frozen in its recovery grace, for longer than that lasts, before its slaves are back. */
const frozenInGrace: Stage = (draw) => {
  const atMs = draw.between(1_500, 3_000);
  const downMs = draw.between(50, 2_000);
  const faults: Fault[] = [
    { kind: 'kill', atMs, node: 'master1', fuse: 0, downMs },
    {
      kind: 'freeze',
      atMs: atMs + downMs + draw.between(50, 900),
      node: 'master1',
      forMs: draw.between(9_000, 14_000),
    },
  ];
  const tasks = steadyTasks(3, 30_000);
  return { masters: 1, slaves: 3, tasks, faults, healAtMs: 25_000, slavesAreSpared: true };
};

/** The beat of a leader alone is stuck; everything else that it asks of the database is answered. */
const beatStuck: Stage = (draw) => {
  const atMs = draw.between(1_500, 3_000);
  const faults: Fault[] = [
    { kind: 'request stuck', atMs, node: 'master1', request: 'write.control', leg: 'request', forMs: 15_000 },
  ];
  const tasks = steadyTasks(3, 30_000);
  return { masters: 2, slaves: 3, tasks, faults, healAtMs: 25_000, slavesAreSpared: true };
};

const STAGES: readonly Stage[] = [reignsMeet, claimLingers, frozenInGrace, beatStuck];

/** Stages one of these worlds on a plan. */
export function setStage(draw: Draw, plan: Plan): Plan {
  return {
    ...plan,
    drift: 0,
    slavesAreSpared: false,
    ...draw.pick(STAGES)(draw, plan),
  };
}
