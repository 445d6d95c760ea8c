import { createChild, type Child, type ProcessExit, type ProcessIncarnation, type Program } from './child.ts';
import { DEFAULT_BACKOFF, restartDelayMs, type RestartBackoff } from './restart-backoff.ts';
import { stopChild } from './stop-child.ts';

/** What happened to a supervised process. */
export type ProcessEvent = { readonly name: string; readonly pid: number } & (
  | { readonly kind: 'started'; /** 1 for the first start, 2 for the first restart … */ readonly incarnation: number }
  | {
      readonly kind: 'ended';
      readonly exit: ProcessExit;
      readonly uptimeMs: number;
      /** Milliseconds until it is started again; undefined if it will not be. */
      readonly restartInMs: number | undefined;
    }
  | { readonly kind: 'frozen' | 'thawed' }
);

/** The clock and timers of a supervisor; tests replace them. */
export interface Timers {
  /** Milliseconds on a monotonic clock. */
  nowMs(): number;
  /** Calls back after a delay in milliseconds; returns a function that cancels the call. */
  after(delayMs: number, callback: () => void): () => void;
}

/** How to supervise a process. */
export interface SupervisionOptions {
  /** Whether to start the process again after it exited. */
  readonly restart: boolean;
  readonly backoff?: RestartBackoff;
  readonly timers?: Timers;
  readonly onEvent?: (event: ProcessEvent) => void;
}

/** A process that is restarted when it exits, and that can be killed and frozen on purpose. */
export interface SupervisedProcess {
  readonly name: string;
  /** The process itself. Use the methods below to stop it, not the child's own. */
  readonly child: Child;
  /** The process id while it is alive. */
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Alive, but stopped by `freeze`. */
  readonly frozen: boolean;
  /** All incarnations so far, the latest last. */
  readonly incarnations: readonly ProcessIncarnation[];
  /** Resolves when the latest incarnation has ended. */
  readonly exited: Promise<ProcessIncarnation>;
  /**
   * Starts it now, with additional arguments for this incarnation only, and cancels a pending restart.
   * @throws {Error} if it is already running
   */
  start(extraArguments?: readonly string[]): void;
  /** Sends a signal; returns false if it is not alive. Whether it is restarted depends on the restart setting. */
  kill(signal: NodeJS.Signals): boolean;
  /** Suspends it with SIGSTOP; returns false if it is not alive. */
  freeze(): boolean;
  /** Resumes it with SIGCONT; returns false if it is not alive. */
  thaw(): boolean;
  /** Turns restarts on or off from now on. A process that has already exited is not started. */
  setRestart(restart: boolean): void;
  /** Stops it for good: SIGTERM, and SIGKILL after `graceMs`. Resolves when it has exited. */
  stop(graceMs: number): Promise<void>;
}

const REAL_TIMERS: Timers = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Decides, each time the process exits, whether and when it is started again. */
function createRestartPolicy(options: SupervisionOptions, start: () => void) {
  const { backoff = DEFAULT_BACKOFF, timers = REAL_TIMERS } = options;
  let { restart } = options;
  let restartsInARow = 0;
  let cancel: (() => void) | undefined;
  return {
    setRestart: (enabled: boolean) => {
      restart = enabled;
      if (!enabled) cancel?.();
    },
    cancelRestart: () => cancel?.(),
    /** Schedules the next start; returns the milliseconds until then, or undefined if there will be none. */
    scheduleRestart: (uptimeMs: number): number | undefined => {
      if (!restart) return undefined;
      if (uptimeMs >= backoff.resetAfterMs) restartsInARow = 0;
      const delayMs = restartDelayMs(backoff, restartsInARow);
      restartsInARow += 1;
      cancel = timers.after(delayMs, start);
      return delayMs;
    },
  };
}

/** Creates a supervised process without starting it. */
export function supervise(name: string, program: Program, options: SupervisionOptions): SupervisedProcess {
  const { timers = REAL_TIMERS, onEvent = () => undefined } = options;
  const child = createChild(program);
  let frozen = false;
  let startedAtMs = 0;

  const start = (extraArguments?: readonly string[]): void => {
    const { pid } = child.start(extraArguments);
    policy.cancelRestart();
    startedAtMs = timers.nowMs();
    onEvent({ name, pid, kind: 'started', incarnation: child.incarnations.length });
  };
  const policy = createRestartPolicy(options, start);
  child.onExit(({ pid, exit }) => {
    frozen = false;
    if (exit === undefined) return;
    const uptimeMs = timers.nowMs() - startedAtMs;
    onEvent({ name, pid, kind: 'ended', exit, uptimeMs, restartInMs: policy.scheduleRestart(uptimeMs) });
  });
  const pauseOrContinue = (signal: 'SIGSTOP' | 'SIGCONT'): boolean => {
    const { pid } = child;
    if (pid === undefined || !child.kill(signal)) return false;
    frozen = signal === 'SIGSTOP';
    onEvent({ name, pid, kind: frozen ? 'frozen' : 'thawed' });
    return true;
  };

  return {
    name,
    child,
    get pid() {
      return child.pid;
    },
    get alive() {
      return child.alive;
    },
    get frozen() {
      return frozen;
    },
    incarnations: child.incarnations,
    get exited() {
      return child.exited;
    },
    start,
    kill: (signal) => child.kill(signal),
    freeze: () => pauseOrContinue('SIGSTOP'),
    thaw: () => pauseOrContinue('SIGCONT'),
    setRestart: policy.setRestart,
    stop: (graceMs) => {
      policy.setRestart(false);
      return stopChild(child, graceMs);
    },
  };
}
