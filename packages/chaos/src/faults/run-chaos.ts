import { setTimeout as delay } from 'node:timers/promises';
import type { PlanStep } from './plan.ts';
import type { FaultAction, FaultRecorder } from './record.ts';
import type { ChaosTarget, FaultResult } from './target.ts';

/** How to run chaos. */
export interface ChaosOptions {
  /** The steps to execute; see `planSteps`. */
  readonly plan: Iterable<PlanStep>;
  readonly target: ChaosTarget;
  /** True while a slave runs a task, or a master leads while tasks run: a fault then has the most effect. */
  readonly isBusy: (name: string) => boolean;
  /** True once a member that was started has logged its start. */
  readonly hasStarted: (name: string) => boolean;
  /** Called with every action, in the order in which they were completed. */
  readonly record: FaultRecorder;
  /** Ends the chaos. */
  readonly signal: AbortSignal;
}

/**
 * How long a step may wait until all its targets are busy: a restarted process needs a second or two. Waiting delays a
 * step, but never changes it, so that a random seed always yields the same plan.
 */
const MAX_BUSY_WAIT_MS = 3_000;

/**
 * How long a started member is spared until it has logged its start, which takes seconds on a busy machine. If it were
 * killed before, there would be no evidence that it was relaunched. A member that takes longer does not start at all.
 */
const MAX_START_WAIT_MS = 60_000;

/** Short against any task, so that a step hits its targets early in their work. */
const POLL_MS = 10;

/** Waits; returns at once when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The action that ends each fault, and the signals that begin and end it. */
const OUTAGES = {
  kill: { signal: 'SIGKILL', end: 'start', endSignal: undefined },
  freeze: { signal: 'SIGSTOP', end: 'thaw', endSignal: 'SIGCONT' },
  cut: { signal: undefined, end: 'heal', endSignal: undefined },
  lossy: { signal: undefined, end: 'steady', endSignal: undefined },
} as const satisfies Record<PlanStep['action'], unknown>;

/** Waits until a condition holds, but not beyond a time limit or after the signal aborts. */
async function waitFor(condition: () => boolean, limitMs: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!signal.aborted && performance.now() < deadline && !condition()) await pause(POLL_MS, signal);
}

/** Applies an action to a member, and records it with the time at which it began. Returns false if it was not alive. */
async function applyAction(
  { target, record }: ChaosOptions,
  name: string,
  action: Omit<FaultAction, 'atMs' | 'target' | 'pid'>,
): Promise<boolean> {
  const atMs = Date.now();
  const result: FaultResult = await target[action.action](name);
  if (result.kind === 'done')
    record({ atMs, target: name, ...action, ...(result.pid === undefined ? {} : { pid: result.pid }) });
  return result.kind === 'done';
}

/** Runs one outage of one member, from its beginning to its end. */
async function runOutage(
  options: ChaosOptions,
  name: string,
  { action, downMs }: PlanStep,
  signal: AbortSignal,
): Promise<void> {
  const { signal: beginSignal, end, endSignal } = OUTAGES[action];
  const beginDetails = beginSignal === undefined ? {} : { signal: beginSignal };
  const endDetails = endSignal === undefined ? {} : { signal: endSignal };
  const recover = () => applyAction(options, name, { action: end, ...endDetails });
  try {
    if (!(await applyAction(options, name, { action, ...beginDetails, forMs: downMs }))) return;
  } catch (error) {
    // The fault may have taken effect all the same.
    await recover().catch(() => undefined);
    throw error;
  }
  await pause(downMs, signal);
  if ((await recover()) && end === 'start') await waitFor(() => options.hasStarted(name), MAX_START_WAIT_MS, signal);
}

/**
 * Executes a plan, step by step, until the signal aborts. Outages may overlap, but a member is hit again only after it
 * has recovered. When this resolves, every outage has ended: killed members are started again, frozen ones resumed.
 * @throws {Error} what the target threw, after all other outages have ended
 */
export async function runChaos(options: ChaosOptions): Promise<void> {
  const failed = new AbortController();
  const failures: unknown[] = [];
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const ongoing = new Map<string, Promise<void>>();

  const begin = (name: string, step: PlanStep): void => {
    const outage = runOutage(options, name, step, signal)
      .catch((error: unknown) => {
        failures.push(error);
        failed.abort();
      })
      .finally(() => ongoing.delete(name));
    ongoing.set(name, outage);
  };
  const waitForBusy = async (targets: readonly string[]): Promise<void> => {
    await Promise.all(targets.flatMap((name) => ongoing.get(name) ?? []));
    await waitFor(() => targets.every(options.isBusy), MAX_BUSY_WAIT_MS, signal);
  };

  for (const step of options.plan) {
    await pause(step.afterMs, signal);
    await waitForBusy(step.targets);
    if (signal.aborted) break;
    for (const name of step.targets) begin(name, step);
  }
  await Promise.all(ongoing.values());
  if (failures.length > 0) throw failures[0];
}
