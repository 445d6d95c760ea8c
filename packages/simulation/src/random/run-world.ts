import type { PromiseName } from '@steadfast/invariants';
import { documentOf, repairedDocumentOf } from './documents.ts';
import { injectFault } from './inject-fault.ts';
import { checkConverged, heal, isConverged, submitProbeTask } from './healing.ts';
import { checkCores } from './check-cores.ts';
import type { Plan, PlannedTask } from './plan.ts';
import { startLater } from './processes.ts';
import { writeTasks } from './database-timing.ts';
import { EVENT_CODES, count, type SimulatedWorld } from './world-state.ts';
import { countTrimmedEntries } from './counters.ts';
import { createWorld, PromiseViolation, type TranscriptWriter } from './create-world.ts';

/** How a world went. */
export interface WorldOutcome {
  readonly plan: Plan;
  /** The promise that was broken, and how; null when all were kept. */
  readonly violation: { readonly promise: PromiseName; readonly detail: string; readonly atMs: number } | null;
  /** How many things happened. */
  readonly events: number;
  /** How long it was, in milliseconds of the world. */
  readonly simulatedMs: number;
  /** A number that stands for everything that happened: the same plan gives the same. */
  readonly trace: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** What the cores hold is looked into so often, in milliseconds of the world. */
const INSPECTION_MS = 500;

/** A world that has healed must be done after this, and after what its tasks need, in milliseconds of the world. */
const SETTLING_MS = 60_000;

/** What the world must have been like for so long before it counts as settled, in milliseconds. */
const REST_MS = 12_000;

function planTask(world: SimulatedWorld, task: PlannedTask): void {
  const { events, cluster } = world;
  events.schedule(task.atMs, EVENT_CODES.submit, () => writeTasks(world, [documentOf(task)]));
  if (task.repairedAtMs === null) return;
  const mend = (): void => {
    const document = cluster.database().primary.tasks.get(task.taskId);
    if (document?.parked === undefined) events.schedule(1_000, EVENT_CODES.submit, mend);
    else {
      count(world, 'document mended');
      writeTasks(world, [repairedDocumentOf(task, document)]);
    }
  };
  events.schedule(task.repairedAtMs, EVENT_CODES.submit, mend);
}

/** Plans what the plan says. Tasks that are there from the beginning are inserted at once. */
function begin(world: SimulatedWorld): void {
  const { plan, events, random } = world;
  writeTasks(world, plan.tasks.filter(({ atMs, repairedAtMs }) => atMs === 0 && repairedAtMs === null).map(documentOf));
  for (const task of plan.tasks) if (task.atMs > 0 || task.repairedAtMs !== null) planTask(world, task);
  for (const node of [...world.masters.values(), ...world.slaves.values()])
    startLater(world, node, random.between(0, 500));
  for (const fault of plan.faults) events.schedule(fault.atMs, EVENT_CODES.fault, () => injectFault(world, fault));
}

/** Mixes numbers into a trace (FNV-1a). */
function mix(trace: number, value: number): number {
  return Math.imul(trace ^ value, 0x0100_0193) >>> 0;
}

/** Lets things happen until a time; gives the trace, and counts them. */
function letHappen(world: SimulatedWorld, progress: { events: number; trace: number }, untilMs: number): void {
  const { events } = world;
  for (let code = events.runNext(untilMs); code !== null; code = events.runNext(untilMs)) {
    progress.events += 1;
    progress.trace = mix(mix(progress.trace, code), (events.nowMs() * 1_000) | 0);
  }
}

/** How long the tasks of a plan take at the most when all goes well, in milliseconds. */
function workMs({ tasks, slaves }: Plan): number {
  const total = tasks.reduce((sum, { sleepMs }) => sum + sleepMs + 50, 0);
  const longest = Math.max(0, ...tasks.map(({ sleepMs }) => sleepMs));
  return (2 * total) / slaves + 2 * longest;
}

/** Lets a world come to rest; gives whether it did so in time. */
function settle(world: SimulatedWorld, goOn: () => void, restMs: number, deadlineMs: number): boolean {
  let restedMs = 0;
  while (restedMs < restMs) {
    if (world.events.nowMs() >= deadlineMs) return false;
    goOn();
    restedMs = isConverged(world) ? restedMs + INSPECTION_MS : 0;
  }
  return true;
}

function live(world: SimulatedWorld, progress: { events: number; trace: number }): void {
  const { plan, events } = world;
  begin(world);
  let atMs = 0;
  const goOn = (): void => {
    atMs += INSPECTION_MS;
    letHappen(world, progress, atMs);
    checkCores(world);
  };
  while (atMs < plan.healAtMs) goOn();
  heal(world);
  const settled = settle(world, goOn, INSPECTION_MS, atMs + SETTLING_MS + workMs(plan));
  if (settled) submitProbeTask(world);
  checkConverged(world, settled && settle(world, goOn, REST_MS, events.nowMs() + SETTLING_MS));
}

/** Plays a plan from its beginning until everything has healed, or a promise is broken. */
export function runWorld(plan: Plan, narrator: TranscriptWriter | null = null): WorldOutcome {
  const world = createWorld(plan, narrator);
  const progress = { events: 0, trace: 0x811c_9dc5 };
  let violation: WorldOutcome['violation'] = null;
  try {
    live(world, progress);
  } catch (error) {
    const atMs = world.events.nowMs();
    if (error instanceof PromiseViolation) violation = { promise: error.promise, detail: error.message, atMs };
    else throw error;
  }
  countTrimmedEntries(world);
  return { plan, violation, ...progress, simulatedMs: world.events.nowMs(), counts: world.counters };
}
