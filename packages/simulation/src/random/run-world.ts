import type { PromiseName } from '@steadfast/invariants';
import { documentOf, mended } from './documents.ts';
import { inflict } from './faults.ts';
import { checkHealed, heal, isDone, submitLast } from './healing.ts';
import { checkInside } from './inspection.ts';
import type { Plan, PlannedTask } from './plan.ts';
import { startLater } from './processes.ts';
import { submit } from './storage.ts';
import { CODES, count, type Surroundings } from './surroundings.ts';
import { tallyTrimmed } from './tally.ts';
import { createWorld, Violation, type Narrator } from './world.ts';

/** How a world went. */
export interface Outcome {
  readonly plan: Plan;
  /** The promise that was broken, and how; null when all were kept. */
  readonly violation: { readonly promise: PromiseName; readonly detail: string; readonly atMs: number } | null;
  /** How many things happened. */
  readonly events: number;
  /** How long it was, in milliseconds of the world. */
  readonly lastedMs: number;
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

function planTask(world: Surroundings, task: PlannedTask): void {
  const { agenda, cluster } = world;
  agenda.plan(task.atMs, CODES.submit, () => submit(world, [documentOf(task)]));
  if (task.mendedAtMs === null) return;
  const mend = (): void => {
    const document = cluster.database().primary.tasks.get(task.taskId);
    if (document?.parked === undefined) agenda.plan(1_000, CODES.submit, mend);
    else {
      count(world, 'document mended');
      submit(world, [mended(task, document)]);
    }
  };
  agenda.plan(task.mendedAtMs, CODES.submit, mend);
}

/** Plans what the plan says. Tasks that are there from the beginning are inserted at once. */
function begin(world: Surroundings): void {
  const { plan, agenda, draw } = world;
  submit(world, plan.tasks.filter(({ atMs, mendedAtMs }) => atMs === 0 && mendedAtMs === null).map(documentOf));
  for (const task of plan.tasks) if (task.atMs > 0 || task.mendedAtMs !== null) planTask(world, task);
  for (const node of [...world.masters.values(), ...world.slaves.values()])
    startLater(world, node, draw.between(0, 500));
  for (const fault of plan.faults) agenda.plan(fault.atMs, CODES.fault, () => inflict(world, fault));
}

/** Mixes numbers into a trace (FNV-1a). */
function mix(trace: number, value: number): number {
  return Math.imul(trace ^ value, 0x0100_0193) >>> 0;
}

/** Lets things happen until a time; gives the trace, and counts them. */
function letHappen(world: Surroundings, progress: { events: number; trace: number }, untilMs: number): void {
  const { agenda } = world;
  for (let code = agenda.next(untilMs); code !== null; code = agenda.next(untilMs)) {
    progress.events += 1;
    progress.trace = mix(mix(progress.trace, code), (agenda.nowMs() * 1_000) | 0);
  }
}

/** How long the tasks of a plan take at the most when all goes well, in milliseconds. */
function workMs({ tasks, slaves }: Plan): number {
  const total = tasks.reduce((sum, { sleepMs }) => sum + sleepMs + 50, 0);
  const longest = Math.max(0, ...tasks.map(({ sleepMs }) => sleepMs));
  return (2 * total) / slaves + 2 * longest;
}

/** Lets a world come to rest; gives whether it did so in time. */
function settle(world: Surroundings, goOn: () => void, restMs: number, deadlineMs: number): boolean {
  let restedMs = 0;
  while (restedMs < restMs) {
    if (world.agenda.nowMs() >= deadlineMs) return false;
    goOn();
    restedMs = isDone(world) ? restedMs + INSPECTION_MS : 0;
  }
  return true;
}

function live(world: Surroundings, progress: { events: number; trace: number }): void {
  const { plan, agenda } = world;
  begin(world);
  let atMs = 0;
  const goOn = (): void => {
    atMs += INSPECTION_MS;
    letHappen(world, progress, atMs);
    checkInside(world);
  };
  while (atMs < plan.healAtMs) goOn();
  heal(world);
  const settled = settle(world, goOn, INSPECTION_MS, atMs + SETTLING_MS + workMs(plan));
  if (settled) submitLast(world);
  checkHealed(world, settled && settle(world, goOn, REST_MS, agenda.nowMs() + SETTLING_MS));
}

/** Plays a plan from its beginning until everything has healed, or a promise is broken. */
export function runWorld(plan: Plan, narrator: Narrator | null = null): Outcome {
  const world = createWorld(plan, narrator);
  const progress = { events: 0, trace: 0x811c_9dc5 };
  let violation: Outcome['violation'] = null;
  try {
    live(world, progress);
  } catch (error) {
    const atMs = world.agenda.nowMs();
    if (error instanceof Violation) violation = { promise: error.promise, detail: error.message, atMs };
    else throw error;
  }
  tallyTrimmed(world);
  return { plan, violation, ...progress, lastedMs: world.agenda.nowMs(), counts: world.counts };
}
