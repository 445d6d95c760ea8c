import { PAGE_SIZE } from '@steadfast/master/core/leader/ready-queue';
import { withCommands } from './commands.ts';
import { withFalseMasters } from './draw-false-master.ts';
import { drawDuration, drawFault, drawFaultKinds } from './draw-fault.ts';
import {
  mastersOf,
  slavesOf,
  type DocumentFault,
  type Plan,
  type PlannedJob,
  type PlannedTask,
  type SimulatedFault,
} from './plan.ts';
import { createRandomStreams, type RandomStream } from './random-stream.ts';
import { OTHER_QUEUE } from './slave-abilities.ts';
import { drawPast } from './draw-past.ts';
import { applyScriptedScenario } from './scripted-scenarios.ts';

const DOCUMENT_FAULTS: readonly DocumentFault[] = [
  'missing name',
  'negative sleep',
  'sleep is a string',
  'unknown state',
  'running without assignment',
  'partial assignment',
  'running with a partial assignment',
  'forged assignment',
  'refuses updates',
];

/** A backlog larger than the ready queue of a master. Rare, because such worlds take long to simulate. */
const LARGE_BACKLOG = { probability: 0.004, tasks: 2_500 } as const;

/** Pages so small that even a few tasks do not fit into the memory of a leader, besides the one in production. */
const PAGE_SIZES = [PAGE_SIZE, PAGE_SIZE, 2, 5, 20] as const;

/** Retention so short that the world sees trimmed entries, and lingering requests for their numbers. */
const SHORT_RETENTION_MS = [3_000, 20_000] as const;

const WEEK_MS = 7 * 86_400_000;

/** How often a fault closely follows the previous one: combinations of faults are the hardest to anticipate. */
const CLOSE_FAULT = { probability: 0.5, maxDelayMs: 3_000 } as const;

/** The share of worlds that play a scripted scenario. */
const SCRIPTED_PROBABILITY = 0.1;

/** How long a job takes at most to end when it is aborted: less than the placement deadline of the task behind it. */
const MAX_ABORT_MS = 3_000;

/** How the tasks of a world are drawn. */
interface TaskRange {
  readonly maxSleepMs: number;
  /** Tasks are inserted within this time; 0 for all at the start. */
  readonly spreadMs: number;
  readonly healAtMs: number;
  /** The share of tasks that are jobs. */
  readonly jobs: number;
  /** The share of tasks that wait in a queue that not all slaves serve. */
  readonly inOtherQueue: number;
}

/** Draws the past of a restored task. One that was running is there from the beginning: a leader looks for such once. */
function drawRestored(random: RandomStream): Partial<PlannedTask> {
  const past = drawPast(random);
  return past.assigned ? { past, atMs: 0 } : { past };
}

function drawJob(random: RandomStream): PlannedJob {
  const permanent = random.chance(0.2);
  const maxAttempts = random.chance(0.5) ? random.integer(1, 4) : null;
  return {
    failures: random.chance(0.5) ? random.integer(1, 4) : 0,
    permanent,
    result: random.pick([null, 'null', '{"answer":42}']),
    abortMs: random.chance(0.5) ? 0 : random.between(0, MAX_ABORT_MS),
    maxAttempts,
    backoffMs: random.pick([0, 10, 1_000]),
  };
}

function drawTask(random: RandomStream, index: number, range: TaskRange): PlannedTask {
  const { maxSleepMs, spreadMs, healAtMs, jobs, inOtherQueue } = range;
  const fault = random.chance(0.03) ? random.pick(DOCUMENT_FAULTS) : null;
  return {
    taskId: `t${index}`,
    sleepMs: random.chance(0.2) ? 0 : drawDuration(random, maxSleepMs),
    atMs: spreadMs > 0 && random.chance(0.7) ? random.between(0, spreadMs) : 0,
    fault,
    repairedAtMs: fault !== null && random.chance(0.5) ? random.between(0, healAtMs) : null,
    ...(fault === null && random.chance(0.03) ? drawRestored(random) : {}),
    ...(fault === null && random.chance(jobs) ? { job: drawJob(random) } : {}),
    ...(random.chance(inOtherQueue) ? { queue: OTHER_QUEUE } : {}),
  };
}

function drawTasks(random: RandomStream, healAtMs: number): PlannedTask[] {
  const isLarge = random.chance(LARGE_BACKLOG.probability);
  const count = isLarge ? LARGE_BACKLOG.tasks : Math.ceil(300 * random.fraction() ** 4) || 1;
  const maxSleepMs = isLarge ? 20 : random.pick([10, 300, 2_000, 10_000, 30_000]);
  const spreadMs = random.chance(0.5) ? random.between(0, healAtMs) : 0;
  const shares = { jobs: random.pick([0, 0, 0.1, 0.5, 1]), inOtherQueue: random.pick([0, 0, 0.3, 0.9]) };
  const range = { maxSleepMs, spreadMs, healAtMs, ...shares };
  return Array.from({ length: count }, (_, index) => drawTask(random, index + 1, range));
}

/** Draws a world without faults. */
function drawCalmPlan(random: RandomStream, seed: number): Plan {
  const faultsSpareSlaves = random.chance(0.25);
  const size = {
    masters: random.pick([1, 1, 2, 2, 2, 3]),
    slaves: random.chance(0.15) ? random.integer(5, 20) : random.integer(1, 4),
  };
  const healAtMs = random.between(2_000, random.chance(0.3) ? 90_000 : 30_000);
  return {
    seed,
    drivers: false,
    ...size,
    tasks: drawTasks(random, healAtMs),
    faults: [],
    healAtMs,
    faultsSpareSlaves,
    networkLatencyMs: random.pick([
      [0.05, 0.3],
      [0.1, 2],
      [0.1, 20],
    ] as const),
    databaseLatencyMs: random.pick([
      [0.2, 1],
      [0.2, 5],
      [1, 40],
    ] as const),
    drift: random.pick([0, 0.001, 0.05]),
    retentionMs: random.chance(0.3) ? random.between(...SHORT_RETENTION_MS) : WEEK_MS,
    pageSize: random.pick(PAGE_SIZES),
  };
}

function drawFaults(random: RandomStream, plan: Plan): SimulatedFault[] {
  const { healAtMs, faultsSpareSlaves } = plan;
  const targets = { masters: mastersOf(plan), slaves: slavesOf(plan), faultsSpareSlaves };
  const kinds = drawFaultKinds(random, faultsSpareSlaves);
  const count = kinds.length === 0 ? 0 : random.integer(1, random.pick([2, 6, 20, 40]));
  let atMs = 0;
  const faults = Array.from({ length: count }, () => {
    atMs = random.chance(CLOSE_FAULT.probability)
      ? atMs + random.fraction() ** 2 * CLOSE_FAULT.maxDelayMs
      : random.between(0, healAtMs);
    return drawFault(random, random.pick(kinds), Math.min(atMs, healAtMs), targets);
  });
  return faults.sort((one, other) => one.atMs - other.atMs);
}

/** Draws the plan of a world. The same seed always draws the same plan. */
export function drawPlan(seed: number): Plan {
  const [random] = createRandomStreams(seed, 1) as [RandomStream];
  const calm = drawCalmPlan(random, seed);
  const plan = { ...calm, faults: drawFaults(random, calm) };
  const played = random.chance(SCRIPTED_PROBABILITY) ? applyScriptedScenario(random, plan) : plan;
  return withCommands(random, withFalseMasters(random, played));
}
