import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { registerChild } from './child-registry.ts';

/** What to run. */
export interface Program {
  readonly command: string;
  readonly arguments: readonly string[];
  /** What it prints is appended here, over all its lives; nowhere unless named. */
  readonly outputFile?: string;
  /** Environment variables that it gets beside our own; one that is undefined is taken away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How a life ended: by an exit code, by a signal, or not even begun. */
export type Exit =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not started'; readonly reason: string };

/** One life of a child process. */
export interface Life {
  /** Its process id; 0 when it could not be started. */
  readonly pid: number;
  readonly startedAt: Date;
  /** When and how it ended; neither while it lives. */
  endedAt?: Date;
  exit?: Exit;
}

/** A child process that can be started again after its end. */
export interface Child {
  readonly program: Program;
  /** Its process id while it is alive. */
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Every life so far, the latest last. */
  readonly lives: readonly Life[];
  /** Resolves when the life that was begun last has ended. */
  readonly exited: Promise<Life>;
  /**
   * Begins a life, with more arguments for this life only if any are given.
   * @throws {Error} when it is alive already
   */
  start(moreArguments?: readonly string[]): Life;
  /** Sends a signal; false when there is nobody to receive it. */
  kill(signal: NodeJS.Signals): boolean;
  /** Calls back after the end of every life, before those who await `exited` go on. */
  onExit(listener: (life: Life) => void): void;
}

/** A life's end in words for people. */
export function describeExit(exit: Exit): string {
  switch (exit.kind) {
    case 'code':
      return `exit code ${exit.code}`;
    case 'signal':
      return exit.signal;
    case 'not started':
      return exit.reason;
  }
}

/** Opens the file for the output; the child has its own copy of the descriptor once it is spawned. */
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

function spawnProgram(program: Program, moreArguments: readonly string[]): ChildProcess {
  return withOutput(program.outputFile, (output) =>
    spawn(program.command, [...program.arguments, ...moreArguments], {
      stdio: ['ignore', output, output],
      // A process group of its own: Ctrl-C in a terminal must reach us alone, so that we can end things in their order.
      detached: true,
      env: { ...process.env, ...program.environment },
    }),
  );
}

/** The end of a process, whichever way it comes. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve({ kind: 'not started', reason: error.message });
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal });
    });
  });
}

/** Makes a child that is yet to be started. */
export function createChild(program: Program): Child {
  const lives: Life[] = [];
  const listeners: ((life: Life) => void)[] = [];
  let running: ChildProcess | undefined;
  let exited: Promise<Life> | undefined;

  const live = async (child: ChildProcess, life: Life): Promise<Life> => {
    life.exit = await exitOf(child);
    life.endedAt = new Date();
    running = undefined;
    // Apart from this life, so that a listener's error does not become the life's own.
    queueMicrotask(() => {
      for (const listener of listeners) listener(life);
    });
    return life;
  };

  return {
    program,
    lives,
    get pid() {
      return running?.pid;
    },
    get alive() {
      return running !== undefined;
    },
    get exited() {
      return exited ?? Promise.reject(new Error(`${program.command} was never started`));
    },
    start(moreArguments = []) {
      if (running !== undefined) throw new Error(`${program.command} is running already, with pid ${running.pid}`);
      running = spawnProgram(program, moreArguments);
      registerChild(running);
      const life: Life = { pid: running.pid ?? 0, startedAt: new Date() };
      lives.push(life);
      exited = live(running, life);
      return life;
    },
    kill: (signal) => running?.kill(signal) ?? false,
    onExit: (listener) => void listeners.push(listener),
  };
}
