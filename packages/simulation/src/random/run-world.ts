import type { PromiseName } from '@steadfast/invariants';
import { checkFinalState, isConverged } from './convergence.ts';
import { issueCommand } from './commands.ts';
import { checkCores } from './core-checks.ts';
import { count, countTrimmedEntries } from './counters.ts';
import type { TranscriptWriter } from './create-cluster.ts';
import { createWorld } from './create-world.ts';
import { attemptsOf, backoffOf, documentOf, repairedDocumentOf } from './documents.ts';
import { heal, submitProbeTask } from './healing.ts';
import { injectFault } from './inject-fault.ts';
import type { Plan, PlannedTask } from './plan.ts';
import { startLater } from './processes.ts';
import { PromiseViolation } from '../world/promise-violation.ts';
import { writeTasks } from './task-watches.ts';
import { EVENT_CODES, type SimulatedWorld } from './world-state.ts';

/** The outcome of a simulated world. */
export interface WorldOutcome {
  readonly plan: Plan;
  /** The first promise that was broken, with simulated time; null when all were kept. */
  readonly violation: { readonly promise: PromiseName; readonly detail: string; readonly atMs: number } | null;
  /** The number of events. */
  readonly events: number;
  /** The simulated time at the end. */
  readonly simulatedMs: number;
  /** A hash of the kinds and times of all events. The same plan always produces the same trace. */
  readonly trace: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** The progress of a world, from which its outcome is made. */
interface WorldProgress {
  events: number;
  trace: number;
}

/** How often the cores are checked. */
const CHECK_INTERVAL_MS = 500;

/** How long a world may take to converge, in addition to the time that its tasks need. */
const CONVERGENCE_TIMEOUT_MS = 60_000;

/** How long a world must stay converged at the end: longer than the recovery grace. */
const MIN_CONVERGED_MS = 12_000;

/** How long to wait before looking again whether a document has been parked and can be repaired. */
const REPAIR_RETRY_MS = 1_000;

/** The maximum time at which a process is first started. */
const MAX_START_MS = 500;

/** Starting value of the trace: the FNV-1a offset basis. */
const EMPTY_TRACE = 0x811c_9dc5;

function scheduleTask(world: SimulatedWorld, task: PlannedTask): void {
  const { events, cluster } = world;
  events.schedule(task.atMs, EVENT_CODES.submit, () => writeTasks(world, [documentOf(task)]));
  if (task.repairedAtMs === null) return;
  const repair = (): void => {
    const document = cluster.database().primary.tasks.get(task.taskId);
    const repaired = document === undefined ? null : repairedDocumentOf(task, document);
    if (repaired === null) return events.schedule(REPAIR_RETRY_MS, EVENT_CODES.submit, repair);
    count(world, task.fault === 'refuses updates' ? 'document accepts updates' : 'document repaired');
    writeTasks(world, [repaired]);
  };
  events.schedule(task.repairedAtMs, EVENT_CODES.submit, repair);
}

/** True for a task that is inserted before anything happens. */
function isInitial({ atMs, repairedAtMs }: PlannedTask): boolean {
  return atMs === 0 && repairedAtMs === null;
}

/** Schedules the tasks, the processes and the faults of the plan. */
function schedulePlan(world: SimulatedWorld): void {
  const { plan, events, random } = world;
  writeTasks(world, plan.tasks.filter(isInitial).map(documentOf));
  for (const task of plan.tasks) if (!isInitial(task)) scheduleTask(world, task);
  for (const node of [...world.masters.values(), ...world.slaves.values()])
    startLater(world, node, random.between(0, MAX_START_MS));
  for (const command of plan.commands ?? [])
    events.schedule(command.atMs, EVENT_CODES.command, () => issueCommand(world, command));
  for (const fault of plan.faults) events.schedule(fault.atMs, EVENT_CODES.fault, () => injectFault(world, fault));
}

/** Adds a number to a trace (FNV-1a). */
function mix(trace: number, value: number): number {
  return Math.imul(trace ^ value, 0x0100_0193) >>> 0;
}

/** Runs all events that are due by a time. */
function runUntil({ events }: SimulatedWorld, progress: WorldProgress, untilMs: number): void {
  for (let code = events.runNext(untilMs); code !== null; code = events.runNext(untilMs)) {
    progress.events += 1;
    progress.trace = mix(mix(progress.trace, code), (events.nowMs() * 1_000) | 0);
  }
}

/** Returns an upper bound for the time that the tasks of a plan need without faults. */
function workMs({ tasks, slaves }: Plan): number {
  const runsMs = tasks.map((task) => attemptsOf(task) * (task.sleepMs + 50));
  const total = runsMs.reduce((sum, ms) => sum + ms, 0);
  const longest = Math.max(0, ...tasks.map((task, index) => (runsMs[index] ?? 0) + backoffOf(task)));
  // Perhaps only the first slave can run most of them.
  const runners = tasks.some(({ queue }) => queue !== undefined) ? 1 : slaves;
  return (2 * total) / runners + 2 * longest;
}

/** Advances a world until it has been converged for a duration. Returns false if it has not by the deadline. */
function runUntilConverged(world: SimulatedWorld, advance: () => number, minMs: number, deadlineMs: number): boolean {
  let convergedMs = 0;
  while (convergedMs < minMs) {
    // Not the time of the last event: a world in which nothing happens any more has an end, too.
    if (advance() >= deadlineMs) return false;
    convergedMs = isConverged(world) ? convergedMs + CHECK_INTERVAL_MS : 0;
  }
  return true;
}

/** Runs a world with faults, heals it, and checks that it converges, twice: the second time with one more task. */
function runPhases(world: SimulatedWorld, progress: WorldProgress): void {
  const { plan, events } = world;
  schedulePlan(world);
  let atMs = 0;
  const advance = (): number => {
    atMs += CHECK_INTERVAL_MS;
    runUntil(world, progress, atMs);
    checkCores(world);
    return atMs;
  };
  while (atMs < plan.healAtMs) advance();
  heal(world);
  const deadlineMs = atMs + CONVERGENCE_TIMEOUT_MS + workMs(plan);
  let converged = runUntilConverged(world, advance, CHECK_INTERVAL_MS, deadlineMs);
  if (converged) {
    submitProbeTask(world);
    converged = runUntilConverged(world, advance, MIN_CONVERGED_MS, events.nowMs() + CONVERGENCE_TIMEOUT_MS);
  }
  checkFinalState(world, converged);
}

/** Runs the world of a plan until it has converged after its faults, or until a promise is broken. */
export function runWorld(plan: Plan, transcript: TranscriptWriter | null = null): WorldOutcome {
  const world = createWorld(plan, transcript);
  const progress: WorldProgress = { events: 0, trace: EMPTY_TRACE };
  let violation: WorldOutcome['violation'] = null;
  try {
    runPhases(world, progress);
  } catch (error) {
    if (!(error instanceof PromiseViolation)) throw error;
    violation = { promise: error.promise, detail: error.message, atMs: world.events.nowMs() };
  }
  countTrimmedEntries(world);
  return { plan, violation, ...progress, simulatedMs: world.events.nowMs(), counts: world.counters };
}
