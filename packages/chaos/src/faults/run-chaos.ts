import { setTimeout as delay } from 'node:timers/promises';
import type { Step } from './plan.ts';
import type { Deed, Recorder } from './record.ts';
import type { ChaosTarget, Struck } from './target.ts';

/** How to run chaos. */
export interface ChaosOptions {
  /** What to do; see `planSteps`. */
  readonly plan: Iterable<Step>;
  readonly target: ChaosTarget;
  /** True while a slave runs a task, or a master leads while tasks run: then a hit hurts most. */
  readonly isBusy: (name: string) => boolean;
  /** Told of everything that was done, in its order. */
  readonly record: Recorder;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * A step waits at most so long, in milliseconds, until all its targets are busy: what was started again needs a second
 * or two. That moves its moment, not its content: the plan stays as it was drawn.
 */
const MOST_WAIT_FOR_BUSY_MS = 3_000;

/** How often it is looked whether they are, in milliseconds. */
const POLL_MS = 10;

/** Waits; returns at once when the signal aborts. */
async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** What begins an outage, what ends it, and the signals that do. */
const OUTAGES = {
  kill: { signal: 'SIGKILL', end: 'start', endSignal: undefined },
  freeze: { signal: 'SIGSTOP', end: 'thaw', endSignal: 'SIGCONT' },
  cut: { signal: undefined, end: 'heal', endSignal: undefined },
  lossy: { signal: undefined, end: 'steady', endSignal: undefined },
} as const satisfies Record<Step['action'], unknown>;

/** Does one thing to one process, and notes it with the moment at which it was begun. */
async function act({ target, record }: ChaosOptions, name: string, what: Omit<Deed, 'at' | 'target' | 'pid'>) {
  const at = new Date();
  const struck: Struck = await target[what.action](name);
  if (struck.kind === 'done')
    record({ at, target: name, ...what, ...(struck.pid === undefined ? {} : { pid: struck.pid }) });
  return struck.kind === 'done';
}

/** One outage of one process, from its beginning to its end. */
async function suffer(
  options: ChaosOptions,
  name: string,
  { action, downMs }: Step,
  signal: AbortSignal,
): Promise<void> {
  const { signal: beginSignal, end, endSignal } = OUTAGES[action];
  const began = beginSignal === undefined ? {} : { signal: beginSignal };
  const mend = () => act(options, name, { action: end, ...(endSignal === undefined ? {} : { signal: endSignal }) });
  try {
    if (!(await act(options, name, { action, ...began, forMs: downMs }))) return;
  } catch (error) {
    // It may have been done all the same.
    await mend().catch(() => undefined);
    throw error;
  }
  await pause(downMs, signal);
  await mend();
}

/**
 * Carries out a plan, step after step, until the signal aborts. Outages overlap, but a process is hit again only after
 * it is back. Whatever was killed has been started again, and whatever was frozen goes on, when this resolves.
 * @throws {Error} what the target threw, with everything else mended
 */
export async function runChaos(options: ChaosOptions): Promise<void> {
  const failed = new AbortController();
  const failures: unknown[] = [];
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const underWay = new Map<string, Promise<void>>();

  const begin = (name: string, step: Step): void => {
    const outage = suffer(options, name, step, signal)
      .catch((error: unknown) => {
        failures.push(error);
        failed.abort();
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, outage);
  };
  const untilWorthwhile = async (targets: readonly string[]): Promise<void> => {
    await Promise.all(targets.flatMap((name) => underWay.get(name) ?? []));
    const deadline = performance.now() + MOST_WAIT_FOR_BUSY_MS;
    while (!signal.aborted && performance.now() < deadline && !targets.every(options.isBusy))
      await pause(POLL_MS, signal);
  };

  for (const step of options.plan) {
    await pause(step.afterMs, signal);
    await untilWorthwhile(step.targets);
    if (signal.aborted) break;
    for (const name of step.targets) begin(name, step);
  }
  await Promise.all(underWay.values());
  if (failures.length > 0) throw failures[0];
}
