import { watchMemory } from './memory-watch.ts';
import type { WorkProcess } from './work-process.ts';
import type { Job, Outcome } from './work-runner.ts';

/** Why and how a job may be stopped before its end. */
export interface StopOptions {
  /** Maximum memory of the process and all that it started. */
  readonly memoryLimitBytes: number | null;
  /** What the process itself uses before it runs a job: not counted. */
  readonly ownMemoryBytes?: number;
  /** Time between the request to end and SIGKILL. */
  readonly abortGraceMs: number;
  /** Asks the process to end the job. It then has half of the grace before it gets SIGTERM. */
  readonly ask?: () => void;
}

/** The reasons to stop the process of a job before it ends by itself. */
export interface ProcessStop {
  /** Stops it because the job is aborted. */
  readonly abort: () => void;
  /** Whether it has been stopped. */
  readonly isStopped: () => boolean;
  /** Ends all timers, since the process has ended. Returns the outcome if it was stopped; null if it was not. */
  readonly end: () => Outcome | null;
}

const MEGABYTE = 1_000_000;

function failed(reason: string): Outcome {
  return { kind: 'failed', reason, permanent: false };
}

/**
 * Stops the process when its time or its memory is used up, or the job is aborted: with SIGTERM and, unless that ends it
 * within the grace, SIGKILL. A process that uses too much memory gets no grace.
 */
export function createProcessStop(
  child: WorkProcess,
  { timeoutMs }: Pick<Job, 'timeoutMs'>,
  { memoryLimitBytes, ownMemoryBytes = 0, abortGraceMs, ask }: StopOptions,
): ProcessStop {
  let outcome: Outcome | null = null;
  const timers: NodeJS.Timeout[] = [];
  const terminate = (): void => {
    if (ask === undefined) child.signal('SIGTERM');
    else {
      ask();
      timers.push(setTimeout(() => child.signal('SIGTERM'), abortGraceMs / 2));
    }
    timers.push(setTimeout(() => child.signal('SIGKILL'), abortGraceMs));
  };
  if (timeoutMs !== null)
    timers.push(
      setTimeout(() => {
        if (outcome !== null) return;
        outcome = failed(`timed out after ${timeoutMs / 1_000} s`);
        terminate();
      }, timeoutMs),
    );
  const endWatch =
    memoryLimitBytes === null || child.group === null
      ? null
      : watchMemory(child.group, ownMemoryBytes + memoryLimitBytes, () => {
          outcome ??= failed(`exceeded the memory limit of ${memoryLimitBytes / MEGABYTE} MB`);
          child.signal('SIGKILL');
        });
  return {
    abort: () => {
      if (outcome === null) terminate();
      outcome = { kind: 'aborted' };
    },
    isStopped: () => outcome !== null,
    end: () => {
      for (const timer of timers) clearTimeout(timer);
      endWatch?.();
      return outcome;
    },
  };
}
