import { BACK_OFF, restartDelayMs, type BackOff } from './back-off.ts';
import { createChild, type Child, type Exit, type Life, type Program } from './child.ts';
import { stopChild } from './stop-child.ts';

/** What happens to a supervised process. */
export type ProcessEvent = { readonly name: string; readonly pid: number } & (
  | { readonly kind: 'started'; /** 1 for the first, 2 for the one after it … */ readonly life: number }
  | {
      readonly kind: 'ended';
      readonly exit: Exit;
      readonly livedMs: number;
      /** When it will be started again, in milliseconds from now; undefined when it will not be. */
      readonly restartInMs: number | undefined;
    }
  | { readonly kind: 'frozen' | 'thawed' }
);

/** Time, so that tests can have their own. */
export interface Timers {
  /** Milliseconds on a clock that never jumps. */
  nowMs(): number;
  /** Calls back after some milliseconds, unless what it returns is called before. */
  after(delayMs: number, callback: () => void): () => void;
}

/** How to supervise. */
export interface SupervisionOptions {
  /** Start it again when it dies. */
  readonly restart: boolean;
  readonly backOff?: BackOff;
  readonly timers?: Timers;
  readonly onEvent?: (event: ProcessEvent) => void;
}

/** A process that is started again when it dies, and that one may kill or freeze. */
export interface SupervisedProcess {
  readonly name: string;
  /** The process itself; end it by the functions here, not by the child's own. */
  readonly child: Child;
  /** Its process id while it is alive. */
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Alive, but stopped by `freeze`. */
  readonly frozen: boolean;
  /** Every life so far, the latest last. */
  readonly lives: readonly Life[];
  /** Resolves when the life that was begun last has ended. */
  readonly exited: Promise<Life>;
  /**
   * Starts it now, with more arguments for this life only if any are given; a restart that is due later is dropped.
   * @throws {Error} when it is alive already
   */
  start(moreArguments?: readonly string[]): void;
  /** Sends a signal; false when it is not alive. What follows is up to whether it is restarted. */
  kill(signal: NodeJS.Signals): boolean;
  /** Stops it in its tracks (SIGSTOP); false when it is not alive. */
  freeze(): boolean;
  /** Lets it go on (SIGCONT); false when it is not alive. */
  thaw(): boolean;
  /** From now on, start it again when it dies, or do not; does not start what is dead already. */
  setRestart(restart: boolean): void;
  /** Ends it for good: SIGTERM, after so many milliseconds SIGKILL; resolves when it is gone. */
  stop(graceMs: number): Promise<void>;
}

const REAL_TIMERS: Timers = {
  nowMs: () => performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Decides, at each end of a process, whether and when it is started again. */
function restartPlan(options: SupervisionOptions, start: () => void) {
  const { backOff = BACK_OFF, timers = REAL_TIMERS } = options;
  let { restart } = options;
  let restartsInARow = 0;
  let cancel: (() => void) | undefined;
  return {
    set: (wanted: boolean) => {
      restart = wanted;
      if (!wanted) cancel?.();
    },
    cancel: () => cancel?.(),
    /** Gives the milliseconds until the next start; undefined when there will be none. */
    afterLife: (livedMs: number): number | undefined => {
      if (!restart) return undefined;
      if (livedMs >= backOff.resetAfterMs) restartsInARow = 0;
      const delayMs = restartDelayMs(backOff, restartsInARow);
      restartsInARow += 1;
      cancel = timers.after(delayMs, start);
      return delayMs;
    },
  };
}

/** Supervises a process that is yet to be started. */
export function supervise(name: string, program: Program, options: SupervisionOptions): SupervisedProcess {
  const { timers = REAL_TIMERS, onEvent = () => undefined } = options;
  const child = createChild(program);
  let frozen = false;
  let startedAtMs = 0;

  const start = (moreArguments?: readonly string[]): void => {
    const { pid } = child.start(moreArguments);
    plan.cancel();
    startedAtMs = timers.nowMs();
    onEvent({ name, pid, kind: 'started', life: child.lives.length });
  };
  const plan = restartPlan(options, start);
  child.onExit(({ pid, exit }) => {
    frozen = false;
    const livedMs = timers.nowMs() - startedAtMs;
    if (exit !== undefined) onEvent({ name, pid, kind: 'ended', exit, livedMs, restartInMs: plan.afterLife(livedMs) });
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
    lives: child.lives,
    get exited() {
      return child.exited;
    },
    start,
    kill: (signal) => child.kill(signal),
    freeze: () => pauseOrContinue('SIGSTOP'),
    thaw: () => pauseOrContinue('SIGCONT'),
    setRestart: plan.set,
    stop: (graceMs) => {
      plan.set(false);
      return stopChild(child, graceMs);
    },
  };
}
