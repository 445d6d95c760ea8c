import { drawPast } from './draw-past.ts';
import type { Plan, SimulatedFault } from './plan.ts';
import type { RandomStream } from './random-stream.ts';

/*
 * Scenarios that random faults reach too rarely: the faults are scripted, and only their timing is drawn.
 */

/** Returns what a scenario changes in a drawn plan. */
type ScriptedScenario = (random: RandomStream) => Partial<Plan>;

/** Returns tasks of equal length, so that slaves are busy all the time. */
function equalTasks(count: number, sleepMs: number): Plan['tasks'] {
  return Array.from({ length: count }, (_, index) => ({
    taskId: `t${index + 1}`,
    sleepMs,
    atMs: 0,
    fault: null,
    repairedAtMs: null,
  }));
}

/**
 * Two epochs overlap: a leader is frozen until its slaves have moved to its successor. The successor dies as the first
 * leader resumes, and the slaves return to it before it has learned that it is deposed.
 */
function overlappingEpochs(random: RandomStream): Partial<Plan> {
  const atMs = random.between(1_500, 3_000);
  const forMs = random.between(3_200, 4_500);
  const faults: SimulatedFault[] = [
    { kind: 'freeze', atMs, node: 'master1', forMs },
    { kind: 'slow database', atMs: atMs + 2_800, byMs: random.between(100, 800), forMs: 4_000 },
    {
      kind: 'kill',
      atMs: atMs + forMs - random.between(0, 40),
      node: 'master2',
      effectsUntilCrash: 0,
      downMs: random.between(500, 3_000),
    },
  ];
  return { masters: 2, slaves: random.integer(1, 3), tasks: equalTasks(12, 600), faults, healAtMs: 12_000 };
}

/** A claim of leadership outlives the trimming of its number: a standby loses the database just as it claims. */
function lingeringClaim(random: RandomStream): Partial<Plan> {
  const atMs = random.between(1_500, 3_000);
  const faults: SimulatedFault[] = [
    { kind: 'slow database', atMs, byMs: 400, forMs: 5_000 },
    { kind: 'freeze', atMs, node: 'master1', forMs: random.between(3_200, 4_200) },
    {
      kind: 'isolated master',
      atMs: atMs + random.between(2_000, 3_600),
      node: 'master2',
      forMs: random.between(14_000, 20_000),
    },
  ];
  return { masters: 2, slaves: 2, tasks: equalTasks(200, 200), faults, healAtMs: 30_000, retentionMs: 2_500 };
}

/** A leader is frozen during its recovery grace, for longer than the grace, before its slaves have returned. */
function frozenDuringRecovery(random: RandomStream): Partial<Plan> {
  const atMs = random.between(1_500, 3_000);
  const downMs = random.between(50, 2_000);
  const faults: SimulatedFault[] = [
    { kind: 'kill', atMs, node: 'master1', effectsUntilCrash: 0, downMs },
    {
      kind: 'freeze',
      atMs: atMs + downMs + random.between(50, 900),
      node: 'master1',
      forMs: random.between(9_000, 14_000),
    },
  ];
  const tasks = equalTasks(3, 30_000);
  return { masters: 1, slaves: 3, tasks, faults, healAtMs: 25_000, faultsSpareSlaves: true };
}

/** Only the heartbeat of a leader is stuck; all its other requests to the database succeed. */
function stuckHeartbeat(random: RandomStream): Partial<Plan> {
  const atMs = random.between(1_500, 3_000);
  const faults: SimulatedFault[] = [
    { kind: 'stuck request', atMs, node: 'master1', request: 'write.control', leg: 'request', forMs: 15_000 },
  ];
  const tasks = equalTasks(3, 30_000);
  return { masters: 2, slaves: 3, tasks, faults, healAtMs: 25_000, faultsSpareSlaves: true };
}

/** The clock of the leader is years ahead for a while, so that it dates entries in the future. */
function clockYearsAhead(random: RandomStream): Partial<Plan> {
  const atMs = random.between(1_000, 2_000);
  const byMs = 5 * 365 * 86_400_000;
  const node = 'master1';
  const faults: SimulatedFault[] = [
    { kind: 'clock jump', atMs, node, byMs },
    { kind: 'clock jump', atMs: atMs + random.between(1_000, 3_000), node, byMs: -byMs },
  ];
  return { masters: 1, slaves: 2, tasks: equalTasks(100, 200), faults, healAtMs: 6_000, retentionMs: 2_500 };
}

/** A master is asked to stop while it catches up with what its predecessor has not projected. */
function stoppedWhileCatchingUp(random: RandomStream): Partial<Plan> {
  const atMs = random.between(1_500, 3_000);
  const node = 'master1';
  const faults: SimulatedFault[] = [
    { kind: 'slow database', atMs: atMs - 500, byMs: random.between(200, 600), forMs: 8_000 },
    { kind: 'kill', atMs, node, effectsUntilCrash: 0, downMs: 200 },
    { kind: 'stop', atMs: atMs + random.between(800, 3_500), node, downMs: 1_000 },
  ];
  return { masters: 1, slaves: 4, tasks: equalTasks(60, 100), faults, healAtMs: 10_000 };
}

/**
 * A second slave has the name of one that runs a task. The master is restarted, and both want to register. The second
 * one is started late, so that it hardly ever gets a task: its rerun would then be justified.
 */
function twinOfAwaitedSlave(random: RandomStream): Partial<Plan> {
  const atMs = random.between(4_000, 5_000);
  const faults: SimulatedFault[] = [
    { kind: 'duplicate name', atMs: atMs - 1_000, node: 'slave1', forMs: 20_000 },
    { kind: 'kill', atMs, node: 'master1', effectsUntilCrash: 0, downMs: random.between(200, 1_500) },
  ];
  return { masters: 1, slaves: 2, tasks: equalTasks(2, 20_000), faults, healAtMs: 15_000, faultsSpareSlaves: true };
}

/** All that is left of a database is its tasks, and the new leader dies soon, perhaps before it has updated them. */
function tasksOutliveLedger(random: RandomStream): Partial<Plan> {
  const tasks = equalTasks(12, 600).map((task) => Object.assign(task, { past: drawPast(random) }));
  const downMs = random.between(200, 3_000);
  const faults: SimulatedFault[] = Array.from({ length: 3 }, (_, index) => ({
    kind: 'kill',
    atMs: 500 + 2_000 * index + random.between(0, 1_500),
    node: 'master1',
    effectsUntilCrash: random.integer(0, 12),
    downMs,
  }));
  return { masters: random.pick([1, 2]), slaves: 3, tasks, faults, healAtMs: 9_000 };
}

/** All that is left of a database is its control document, and its leader dies soon. */
function controlOutlivesLedger(random: RandomStream): Partial<Plan> {
  const faults: SimulatedFault[] = [
    { kind: 'foreign control', atMs: 0, control: { aheadBy: random.pick([1, 50, 5_000]) } },
    { kind: 'kill', atMs: random.between(500, 1_500), node: 'master1', effectsUntilCrash: 0, downMs: 1_000 },
  ];
  return { masters: random.pick([1, 2]), slaves: 2, tasks: equalTasks(12, 600), faults, healAtMs: 8_000 };
}

/** Tasks that outlive every slave, which dies repeatedly, and short ones, which must not wait for them. */
function shortLivedSlaves(random: RandomStream): Partial<Plan> {
  const slaves = random.integer(1, 2);
  const healAtMs = 40_000;
  const lifeMs = random.between(400, 1_200);
  const faults: SimulatedFault[] = [];
  for (let slave = 1; slave <= slaves; slave += 1)
    for (let atMs = 1_000 + random.between(0, lifeMs); atMs < healAtMs; atMs += lifeMs)
      faults.push({ kind: 'kill', atMs, node: `slave${slave}`, effectsUntilCrash: 0, downMs: random.between(10, 100) });
  faults.sort((one, other) => one.atMs - other.atMs);
  const long = equalTasks(slaves + random.integer(1, 5), 60_000);
  // They are read before the others, or after them.
  const prefix = random.pick(['a', 'z']);
  const short = equalTasks(random.integer(1, 6), 100).map((task) =>
    Object.assign(task, { taskId: `${prefix}${task.taskId}` }),
  );
  const pageSize = random.pick([2, 5, 5, 1_000]);
  return { masters: 1, slaves, tasks: [...long, ...short], faults, healAtMs, pageSize };
}

const SCRIPTED_SCENARIOS: readonly ScriptedScenario[] = [
  overlappingEpochs,
  lingeringClaim,
  frozenDuringRecovery,
  stuckHeartbeat,
  clockYearsAhead,
  stoppedWhileCatchingUp,
  twinOfAwaitedSlave,
  tasksOutliveLedger,
  controlOutlivesLedger,
  shortLivedSlaves,
];

/** Returns the plan of one of the scripted scenarios, based on a drawn plan. */
export function applyScriptedScenario(random: RandomStream, plan: Plan): Plan {
  return {
    ...plan,
    drift: 0,
    faultsSpareSlaves: false,
    ...random.pick(SCRIPTED_SCENARIOS)(random),
  };
}
