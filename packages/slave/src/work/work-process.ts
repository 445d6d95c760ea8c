import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { PassThrough, type Duplex, type Writable } from 'node:stream';
import { MARK_VARIABLE, type GroupWatcher } from './group-watcher.ts';
import { createOutputTail, type OutputTail } from './output-tail.ts';

/** How a process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'not started'; readonly error: NodeJS.ErrnoException };

/** The last output of a process. */
export interface ProcessOutput {
  readonly stdout: OutputTail;
  readonly stderr: OutputTail;
}

/** A process in a process group of its own, with all that it starts. */
export interface WorkProcess {
  /** The process group; null if the process could not be started. */
  readonly group: number | null;
  readonly stdin: Writable;
  /** File descriptor 3 of the process. */
  readonly channel: Duplex;
  readonly output: ProcessOutput;
  /** Sends a signal to the process and all that it started. */
  readonly signal: (name: 'SIGTERM' | 'SIGKILL') => void;
}

/** What processes are started with. */
export interface ProcessServices {
  readonly watcher: GroupWatcher;
  /** What a command line begins with so that the kernel kills the process when the slave dies; empty where it cannot. */
  readonly deathSignal: readonly string[];
}

/** What to start. */
export interface ProcessOptions {
  readonly argv: readonly string[];
  readonly cwd?: string | undefined;
  /** The environment variables; MARK_VARIABLE is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called when there is new output. */
  readonly onOutput?: (() => void) | undefined;
  /**
   * Called once: when the process has ended, what it left in its group has been killed, and its output is complete. Not
   * before `startProcess` has returned.
   */
  readonly onEnd: (end: ProcessEnd) => void;
}

/**
 * How long output may take to arrive after the end of a process. It is there already, unless a process that left the group
 * holds the other end, and that one is not waited for.
 */
const OUTPUT_DEADLINE_MS = 1_000;

/** Sends a signal to a process group. A group that is gone is no error. */
function signalGroup(group: number | null, name: NodeJS.Signals): void {
  if (group === null) return;
  try {
    process.kill(-group, name);
  } catch {
    // ESRCH: all have ended. EPERM (macOS): all that are left are zombies, or changed their user.
  }
}

/** Keeps the last output, and reads the rest so that the process is never blocked. */
function collectOutput(child: ChildProcess, onOutput: () => void): ProcessOutput {
  const output = { stdout: createOutputTail(), stderr: createOutputTail() };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk: Buffer) => {
      output[name].append(chunk);
      onOutput();
    });
  return output;
}

/** Calls back when the process has ended and its output has been read. `beforeOutput` is called in between. */
function onceEnded(child: ChildProcess, beforeOutput: () => void, onEnd: (end: ProcessEnd) => void): void {
  let isOver = false;
  const finish = (end: ProcessEnd): void => {
    if (isOver) return;
    isOver = true;
    for (const stream of child.stdio) stream?.destroy();
    onEnd(end);
  };
  child.on('error', (error) => {
    if (child.pid === undefined) finish({ kind: 'not started', error });
  });
  child.on('exit', (code, signal) => {
    const end: ProcessEnd = signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal };
    beforeOutput();
    const deadline = setTimeout(() => finish(end), OUTPUT_DEADLINE_MS);
    child.on('close', () => {
      clearTimeout(deadline);
      finish(end);
    });
  });
}

/** Spawns the process. Some errors are thrown, others come as an event. */
function spawnMarked(argv: readonly string[], mark: string, { cwd, env }: ProcessOptions): ChildProcess | Error {
  const [program = '', ...parameters] = argv;
  try {
    return spawn(program, parameters, {
      cwd,
      env: { ...env, [MARK_VARIABLE]: mark },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    return error as Error;
  }
}

/** Returns a process that has ended before it began. */
function unstartedProcess(error: NodeJS.ErrnoException, { onEnd }: ProcessOptions): WorkProcess {
  setImmediate(() => onEnd({ kind: 'not started', error }));
  return {
    group: null,
    stdin: new PassThrough().resume(),
    channel: new PassThrough().resume(),
    output: { stdout: createOutputTail(), stderr: createOutputTail() },
    signal: () => undefined,
  };
}

/** Starts a process in a process group of its own. It dies with this process, as does everything that it starts. */
export function startProcess({ watcher, deathSignal }: ProcessServices, options: ProcessOptions): WorkProcess {
  const mark = randomUUID();
  const child = spawnMarked([...deathSignal, ...options.argv], mark, options);
  if (child instanceof Error) return unstartedProcess(child, options);
  const group = child.pid ?? null;
  const [stdin, , , channel] = child.stdio as unknown as [Writable, unknown, unknown, Duplex];
  // Writing to a process that has ended or does not read is no error: the end of the process says all there is to say.
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  const marked = group === null ? null : { group, mark };
  if (marked !== null) watcher.watch(marked);
  const output = collectOutput(child, () => options.onOutput?.());
  const killRest = (): void => {
    signalGroup(group, 'SIGKILL');
    if (marked !== null) watcher.end(marked);
  };
  let hasEnded = false;
  onceEnded(
    child,
    () => {
      hasEnded = true;
      killRest();
    },
    options.onEnd,
  );
  // After the end, the number may belong to another process.
  return { group, stdin, channel, output, signal: (name) => hasEnded || signalGroup(group, name) };
}
