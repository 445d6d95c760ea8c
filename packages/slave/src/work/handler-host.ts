import { readFileSync } from 'node:fs';
import { resultProblem } from '@steadfast/protocol';
import type { ActiveJob } from './active-job.ts';
import { startHandlerWorker, type HandlerWorkerOptions } from './handler-worker.ts';
import type { JobObserver } from './job-observer.ts';
import type { EndReport } from './output-gate.ts';
import { createProcessStop, type ProcessStop } from './process-stop.ts';
import type { Job, Outcome } from './work-runner.ts';

/** What handlers run with. */
export interface HandlerOptions extends HandlerWorkerOptions {
  /** Time between the request to end and SIGKILL. */
  readonly abortGraceMs: number;
}

/** An attempt to run. */
export interface HandlerRun {
  readonly job: Job;
  readonly observer: JobObserver;
  readonly onEnd: (outcome: Outcome) => void;
}

/** A process that runs attempts, one at a time, for as long as that is safe. */
export interface HandlerHost {
  /** To be called when no other attempt is running. One that is started before the handlers are loaded waits for them. */
  readonly run: (run: HandlerRun) => ActiveJob;
  readonly kill: () => void;
}

/** What happens to a host. */
export interface HandlerHostCallbacks {
  readonly onLoaded: (names: readonly string[]) => void;
  /**
   * Called when it cannot run another attempt, before the end of the current one is reported; perhaps twice.
   * `wasUsed`: it has loaded the handlers and was running one.
   */
  readonly onUnusable: (reason: string, wasUsed: boolean) => void;
}

type ActiveRun = HandlerRun & { readonly number: number; readonly stop: ProcessStop };

/** What Node.js itself uses next to the heap, with the code of the handlers and buffers of a usual size. */
const OWN_MEMORY_BYTES = 100_000_000;

function outcomeOf(report: EndReport): Outcome {
  if (report.kind === 'failed') return { kind: 'failed', reason: report.reason, permanent: report.permanent };
  const problem = report.result === null ? null : resultProblem(report.result);
  return problem === null
    ? { kind: 'succeeded', result: report.result }
    : { kind: 'failed', reason: `the result cannot be stored: ${problem}`, permanent: true };
}

/** Returns the order that starts an attempt. */
function orderOf({ number, job }: ActiveRun) {
  const { name, taskId, taskname, attempt, input } = job;
  return { kind: 'run', run: number, name, taskId, taskname, attempt, input } as const;
}

/** Whether a process may run another attempt after this one: a failed one may have left work behind. */
function canRunAnother(report: EndReport): boolean {
  return report.kind === 'succeeded' && !report.isWorn;
}

/** Returns the processes that a process has started and that still run; none where the platform does not tell. */
function childrenOf(pid: number | null): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean);
  } catch {
    return [];
  }
}

/** Starts a process that loads the handlers. */
export function startHandlerHost(options: HandlerOptions, { onLoaded, onUnusable }: HandlerHostCallbacks): HandlerHost {
  let active: ActiveRun | null = null;
  let isLoaded = false;
  let runs = 0;
  /** What the module itself has started: it may live as long as the process. */
  let ownChildren: readonly string[] = [];
  /** The outcome of the current attempt, which is reported once the process has ended. */
  let decided: Outcome | null = null;

  const endRun = (outcome: Outcome): void => {
    const run = active;
    active = null;
    run?.onEnd(run.stop.end() ?? outcome);
  };
  const onEndReport = (report: EndReport): void => {
    if (decided !== null) return;
    const isReusable = canRunAnother(report) && active?.stop.isStopped() === false;
    if (isReusable && childrenOf(child.group).every((pid) => ownChildren.includes(pid)))
      return endRun(outcomeOf(report));
    // The attempt ends with the process: nothing of it is running when it is tried again elsewhere.
    decided = outcomeOf(report);
    kill();
    onUnusable('its attempt may have left work behind', true);
  };
  const worker = startHandlerWorker(options, {
    onLoaded: (names) => {
      if (isLoaded) return;
      isLoaded = true;
      ownChildren = childrenOf(child.group);
      onLoaded(names);
      if (active !== null) worker.send(orderOf(active));
    },
    onReport: (report) => {
      if (active?.number !== report.run) return;
      if (report.kind === 'progress') active.observer.onProgress(report.fraction, report.text);
      else onEndReport(report);
    },
    onOutput: () => active?.observer.onOutput(worker.child.output),
    onEnd: (why) => {
      const reason = isLoaded ? why : `cannot load the handlers in ${options.handlersPath}: ${why}`;
      onUnusable(reason, isLoaded && active !== null);
      endRun(decided ?? { kind: 'failed', reason, permanent: false });
    },
  });
  const { child } = worker;
  const kill = (): void => child.signal('SIGKILL');

  const run = ({ job, ...rest }: HandlerRun): ActiveJob => {
    const number = (runs += 1);
    const ask = (): void => (isLoaded ? worker.send({ kind: 'abort', run: number }) : kill());
    const stop = createProcessStop(child, job, { ...options, ownMemoryBytes: OWN_MEMORY_BYTES, ask });
    active = { job, ...rest, number, stop };
    if (isLoaded) {
      for (const tail of [child.output.stdout, child.output.stderr]) tail.clear();
      worker.send(orderOf(active));
    }
    return { abort: stop.abort, kill };
  };
  return { run, kill };
}
