import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { PassThrough, type Duplex, type Readable, type Writable } from 'node:stream';
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
   * Called once: when the process has ended, what it left behind has been killed, and its output is complete. Not before
   * `startProcess` has returned.
   */
  readonly onEnd: (end: ProcessEnd) => void;
}

/**
 * How long output may take to arrive after the end of a process. It is there already, unless a process that left the group
 * holds the other end, and that one is not waited for.
 */
const OUTPUT_DEADLINE_MS = 1_000;

/** Sends a signal to a process group. A group that is gone is no error. */
function signalGroup(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // ESRCH: all have ended. EPERM (macOS): all that are left are zombies, or changed their user.
  }
}

/** The size of the chunks that Node.js reads when there is more to read. */
const FULL_CHUNK_BYTES = 64 * 1024;

/**
 * Calls back for each chunk of a stream. However fast the other side writes, this process does everything else after each
 * 64 KiB; Node.js alone would read 2 MiB first.
 */
export function readFairly(stream: Readable, onChunk: (chunk: Buffer) => void): void {
  stream.on('data', (chunk: Buffer) => {
    if (chunk.length >= FULL_CHUNK_BYTES) {
      stream.pause();
      setImmediate(() => stream.resume());
    }
    onChunk(chunk);
  });
}

/** Keeps the last output, and reads the rest so that the process is never blocked. */
function collectOutput({ stdout, stderr }: ChildProcess, onOutput: () => void): ProcessOutput {
  const collect = (stream: Readable | null): OutputTail => {
    const tail = createOutputTail();
    if (stream !== null)
      readFairly(stream, (chunk) => {
        tail.append(chunk);
        onOutput();
      });
    return tail;
  };
  return { stdout: collect(stdout), stderr: collect(stderr) };
}

/** Calls back when the process has ended, `killRest` has called back, and the output has been read. */
function onceEnded(
  child: ChildProcess,
  killRest: (onGone: () => void) => void,
  onEnd: (end: ProcessEnd) => void,
): void {
  child.on('exit', (code, signal) => {
    const end: ProcessEnd = signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'killed', signal };
    let cancelDeadline: (() => void) | null = null;
    let isClosed = false;
    const finish = (): void => {
      if (cancelDeadline === null || !isClosed) return;
      cancelDeadline();
      onEnd(end);
    };
    child.on('close', () => {
      isClosed = true;
      finish();
    });
    killRest(() => {
      // What could hold the output open is gone, unless it could not be found: that is not waited for.
      const deadline = setTimeout(() => {
        for (const stream of child.stdio) stream?.destroy();
      }, OUTPUT_DEADLINE_MS);
      cancelDeadline = () => clearTimeout(deadline);
      finish();
    });
  });
}

/**
 * Spawns the process. Some errors are thrown, others come as an event; if the slave has no file descriptors left, the
 * process then has no streams either.
 */
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

/** Returns a process that has ended before it began. Its owner calls back with the reason. */
function unstartedProcess(): WorkProcess {
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
  if (child instanceof Error) {
    setImmediate(() => options.onEnd({ kind: 'not started', error: child }));
    return unstartedProcess();
  }
  if (child.pid === undefined) {
    child.once('error', (error) => options.onEnd({ kind: 'not started', error }));
    return unstartedProcess();
  }
  const marked = { group: child.pid, mark };
  const [stdin, , , channel] = child.stdio as unknown as [Writable, unknown, unknown, Duplex];
  // Writing to a process that has ended or does not read is no error: the end of the process says all there is to say.
  for (const stream of child.stdio) stream?.on('error', () => undefined);
  watcher.watch(marked);
  const output = collectOutput(child, () => options.onOutput?.());
  let hasEnded = false;
  const killRest = (onGone: () => void): void => {
    hasEnded = true;
    signalGroup(marked.group, 'SIGKILL');
    watcher.end(marked, onGone);
  };
  onceEnded(child, killRest, options.onEnd);
  // After the end, the number may belong to another process.
  return {
    group: marked.group,
    stdin,
    channel,
    output,
    signal: (name) => (hasEnded ? undefined : signalGroup(marked.group, name)),
  };
}
