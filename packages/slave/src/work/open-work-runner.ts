import { spawn } from 'node:child_process';
import { endSoon, type ActiveJob } from './active-job.ts';
import { findProgram } from './find-program.ts';
import { startGroupWatcher } from './group-watcher.ts';
import { createOutputReporter, type JobObserver, type JobOutput } from './job-observer.ts';
import { runCommand } from './run-command.ts';
import { openHandlers, type HandlerRunner } from './run-handlers.ts';
import type { ProcessServices } from './work-process.ts';
import type { Job, Outcome, WorkRunner } from './work-runner.ts';

/** What a slave may run besides sleeps, and within which limits. */
export interface WorkRunnerOptions {
  /** Whether tasks of kind `command` are run. */
  readonly allowsCommands: boolean;
  /** The programs that tasks of kind `command` may run, by name or absolute path; null if they may run any. */
  readonly programs: readonly string[] | null;
  /** The absolute path of a module that exports `Handlers`; null for none. */
  readonly handlersPath: string | null;
  /** Maximum memory of a job with all that it starts, in bytes; null for none. */
  readonly memoryLimitBytes: number | null;
  /** Time between the request to end and SIGKILL. */
  readonly abortGraceMs: number;
  /** Called when a handler tells how far it is, at most ten times a second: from 0 to 1, and 200 characters of text. */
  readonly onProgress?: (job: Job, fraction: number, text: string) => void;
  /** Called with the last output of a job, at most once a second while there is new output, and before the job ends. */
  readonly onOutput?: (job: Job, output: JobOutput) => void;
}

/** The kind of the tasks that run a program. */
const COMMAND_KIND = 'command';

/** Runs a command to its end. Returns whether it succeeded. */
async function succeeds(program: string, ...parameters: string[]): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  spawn(program, parameters, { stdio: 'ignore' })
    .on('error', () => resolve(false))
    .on('exit', (code) => resolve(code === 0));
  return promise;
}

/**
 * Returns what a command line begins with so that the kernel kills the process as soon as the slave dies. Only Linux can,
 * through setpriv from util-linux; the one of BusyBox cannot. Elsewhere the group watcher does it, a moment later.
 */
async function findDeathSignal(): Promise<readonly string[]> {
  const prefix = ['--pdeathsig', 'KILL', '--'];
  const setpriv = process.platform === 'linux' ? findProgram('setpriv', '/') : null;
  if (setpriv === null || !(await succeeds(setpriv, ...prefix, 'true'))) return [];
  return [setpriv, ...prefix];
}

/** Returns the kinds that can be run. */
function kindsOf({ allowsCommands }: WorkRunnerOptions, handlers: HandlerRunner | null): readonly string[] {
  return [...(allowsCommands ? [COMMAND_KIND] : []), ...(handlers?.names ?? [])];
}

async function open(options: WorkRunnerOptions, services: ProcessServices): Promise<WorkRunner> {
  const { handlersPath, onProgress, onOutput } = options;
  const settings = { ...options, ...services };
  const handlers = handlersPath === null ? null : await openHandlers({ ...settings, handlersPath });
  const kinds = kindsOf(options, handlers);
  let isClosed = false;
  let active: ActiveJob | null = null;

  const run = (job: Job, observer: JobObserver, onEnd: (outcome: Outcome) => void): ActiveJob => {
    if (!kinds.includes(job.name))
      return endSoon({ kind: 'failed', reason: `this slave cannot run ${job.name}`, permanent: false }, onEnd);
    if (handlers === null || job.name === COMMAND_KIND) return runCommand(job, settings, observer, onEnd);
    return handlers.run({ job, observer, onEnd });
  };
  return {
    kinds,
    start: (job, onEnd) => {
      if (active !== null) throw new Error('a job is already running');
      const output = createOutputReporter((latest) => onOutput?.(job, latest));
      const observer: JobObserver = {
        onOutput: output.onOutput,
        onProgress: (fraction, text) => onProgress?.(job, fraction, text),
      };
      active = run(job, observer, (outcome) => {
        active = null;
        if (isClosed) return;
        output.end();
        onEnd(outcome);
      });
      return { abort: active.abort };
    },
    close: () => {
      isClosed = true;
      active?.kill();
      handlers?.close();
      services.watcher.close();
    },
  };
}

/**
 * Opens a runner. What it starts dies with this process, even if that is killed with SIGKILL.
 * @throws {Error} when the handlers cannot be loaded
 */
export async function openWorkRunner(options: WorkRunnerOptions): Promise<WorkRunner> {
  const services = { deathSignal: await findDeathSignal(), watcher: startGroupWatcher() };
  try {
    return await open(options, services);
  } catch (error) {
    services.watcher.close();
    throw error;
  }
}
