import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { registerChild } from './child-registry.ts';

/** What to run. */
export interface Program {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Standard output and error of all incarnations are appended to this file; they are discarded by default. */
  readonly outputFile?: string;
  /** Environment variables in addition to this process's own; an undefined value removes the variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How an incarnation ended: with an exit code, by a signal, or because it could not be started. */
export type ProcessExit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not started'; readonly reason: string };

/** One incarnation of a child process: from one start to the exit that follows. */
export interface ProcessIncarnation {
  /** The process id; 0 if the process could not be started. */
  readonly pid: number;
  readonly startedAt: Date;
  /** When and how it ended; both are undefined while it is alive. */
  endedAt?: Date;
  exit?: ProcessExit;
}

/** A child process that can be started again after it exited. */
export interface Child {
  readonly program: Program;
  /** The process id while it is alive. */
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** All incarnations so far, the latest last. */
  readonly incarnations: readonly ProcessIncarnation[];
  /** Resolves when the latest incarnation has ended. */
  readonly exited: Promise<ProcessIncarnation>;
  /**
   * Starts the process, with additional arguments for this incarnation only.
   * @throws {Error} if it is already running
   */
  start(extraArguments?: readonly string[]): ProcessIncarnation;
  /** Sends a signal; returns false if the process is not alive. */
  kill(signal: NodeJS.Signals): boolean;
  /** Registers a callback for the end of every incarnation; it runs before code that awaits `exited` resumes. */
  onExit(listener: (incarnation: ProcessIncarnation) => void): void;
}

/** Describes an exit for people: `exit code 1`, `SIGKILL`, or why the process could not be started. */
export function describeExit(exit: ProcessExit): string {
  switch (exit.kind) {
    case 'code':
      return `exit code ${exit.code}`;
    case 'signal':
      return exit.signal;
    case 'not started':
      return exit.reason;
  }
}

/** Opens the output file for a spawn. The child has a copy of the descriptor once it is spawned. */
function withOutput<Result>(file: string | undefined, use: (output: number | 'ignore') => Result): Result {
  if (file === undefined) return use('ignore');
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a');
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function spawnProgram(program: Program, extraArguments: readonly string[]): ChildProcess {
  return withOutput(program.outputFile, (output) =>
    spawn(program.command, [...program.arguments, ...extraArguments], {
      stdio: ['ignore', output, output],
      // A process group of its own: Ctrl-C in a terminal must reach only this process, which then stops its children
      // in the right order.
      detached: true,
      env: { ...process.env, ...program.environment },
    }),
  );
}

/** Resolves when the process has exited or could not be started. */
function exitOf(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'not started', reason: error.message });
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal });
    });
  });
}

/** Creates a child without starting it. */
export function createChild(program: Program): Child {
  const incarnations: ProcessIncarnation[] = [];
  const listeners: ((incarnation: ProcessIncarnation) => void)[] = [];
  let running: ChildProcess | undefined;
  let exited: Promise<ProcessIncarnation> | undefined;

  const waitForExit = async (child: ChildProcess, incarnation: ProcessIncarnation): Promise<ProcessIncarnation> => {
    incarnation.exit = await exitOf(child);
    incarnation.endedAt = new Date();
    running = undefined;
    // In a microtask of their own, so that an error in a listener does not reject `exited`.
    queueMicrotask(() => {
      for (const listener of listeners) listener(incarnation);
    });
    return incarnation;
  };

  return {
    program,
    incarnations,
    get pid() {
      return running?.pid;
    },
    get alive() {
      return running !== undefined;
    },
    get exited() {
      return exited ?? Promise.reject(new Error(`${program.command} was never started`));
    },
    start(extraArguments = []) {
      if (running !== undefined) throw new Error(`${program.command} is already running, with pid ${running.pid}`);
      running = spawnProgram(program, extraArguments);
      registerChild(running);
      const incarnation: ProcessIncarnation = { pid: running.pid ?? 0, startedAt: new Date() };
      incarnations.push(incarnation);
      exited = waitForExit(running, incarnation);
      return incarnation;
    },
    kill: (signal) => running?.kill(signal) ?? false,
    onExit: (listener) => void listeners.push(listener),
  };
}
