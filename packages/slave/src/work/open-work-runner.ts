import { spawn } from 'node:child_process';
import { endSoon, type ActiveJob } from './active-job.ts';
import { findProgram } from './find-program.ts';
import { startGroupWatcher } from './group-watcher.ts';
import { runCommand } from './run-command.ts';
import type { WorkRunner } from './work-runner.ts';

/** What a slave may run besides sleeps, and within which limits. */
export interface WorkRunnerOptions {
  /** The programs that tasks of kind `command` may run, by name or absolute path; null if they may run any. */
  readonly programs: readonly string[] | null;
  /** Maximum memory of a job with all that it starts, in bytes; null for none. */
  readonly memoryLimitBytes: number | null;
  /** Time between the request to end and SIGKILL. */
  readonly abortGraceMs: number;
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

/** Opens a runner. What it starts dies with this process, even if that is killed with SIGKILL. */
export async function openWorkRunner(options: WorkRunnerOptions): Promise<WorkRunner> {
  const services = { ...options, deathSignal: await findDeathSignal(), watcher: startGroupWatcher() };
  let isClosed = false;
  let active: ActiveJob | null = null;
  return {
    kinds: [COMMAND_KIND],
    start: (job, onEnd) => {
      if (active !== null) throw new Error('a job is already running');
      const finish: typeof onEnd = (outcome) => {
        active = null;
        if (!isClosed) onEnd(outcome);
      };
      active =
        job.name === COMMAND_KIND
          ? runCommand(job, services, finish)
          : endSoon({ kind: 'failed', reason: `this slave cannot run ${job.name}`, permanent: false }, finish);
      return { abort: active.abort };
    },
    close: () => {
      isClosed = true;
      active?.kill();
      services.watcher.close();
    },
  };
}
