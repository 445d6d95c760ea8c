import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const STDERR = 2;

const LINE_BREAK = '\n'.charCodeAt(0);

/** Text kept while standard error is not read: a minute of a quiet master's log, and nothing to a process of 100 MB. */
const MAX_PENDING_BYTES = 1024 * 1024;

/** How soon writing is tried again: below what a person notices, and no load. */
const RETRY_MS = 50;

/** How long closing waits for a reader: one that is alive needs milliseconds. */
const CLOSE_TIMEOUT_MS = 1_000;

/** Takes bytes without waiting, and returns how many it took. */
type Sink = (bytes: Uint8Array) => number;

/**
 * Writes through a file description that is not shared with any other process. Node.js makes pipes non-blocking, but
 * that is a property of the description, so that any process that shares it can undo it; Node.js does so at exit.
 * @throws when the system does not permit it, as for sockets and pipes of another user
 */
function openOwnDescription(): Sink {
  const { O_WRONLY, O_NONBLOCK, O_APPEND, O_NOCTTY } = constants;
  const descriptor = openSync(`/proc/self/fd/${STDERR}`, O_WRONLY | O_NONBLOCK | O_APPEND | O_NOCTTY);
  return (bytes) => {
    try {
      return writeSync(descriptor, bytes);
    } catch (error) {
      // Any other error, such as EPIPE, means that nobody will ever read: what a person misses does not stop a scheduler.
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : bytes.length;
    }
  };
}

/** Writes through `process.stderr`, which queues what a pipe or socket does not take. */
function openSharedDescription(): Sink {
  const { stderr } = process;
  stderr.on('error', () => undefined);
  return (bytes) => {
    if (stderr.writableLength > MAX_PENDING_BYTES) return 0;
    stderr.write(bytes);
    return bytes.length;
  };
}

function openSink(): Sink {
  // A file always takes all of it.
  if (fstatSync(STDERR).isFile()) return openSharedDescription();
  try {
    return openOwnDescription();
  } catch {
    return openSharedDescription();
  }
}

/** Returns the number of lines in a chunk: each has a line break, and only one. */
function countLines(chunk: Buffer): number {
  return chunk.reduce((count, byte) => (byte === LINE_BREAK ? count + 1 : count), 0);
}

/** Standard error, as a stream that never blocks the process and never keeps it alive. */
export interface ConsoleOutput {
  readonly stream: Writable;
  /** Resolves once everything is written, or after a second if nobody reads it. */
  readonly flush: () => Promise<void>;
}

/**
 * Opens standard error for log lines; a chunk has one or more. A reader that stalls, such as a pipe that nobody reads
 * or a terminal after Ctrl-S, costs lines, never time: at most a mebibyte of them is kept, later ones are dropped, and
 * `droppedLine` formats the line that says how many.
 */
export function openConsole(droppedLine: (count: number) => string): ConsoleOutput {
  const sink = openSink();
  const pending: Buffer[] = [];
  let [pendingBytes, dropped] = [0, 0];
  let timer: NodeJS.Timeout | null = null;
  let onDrained: (() => void) | null = null;

  const enqueue = (line: Buffer): void => {
    pending.push(line);
    pendingBytes += line.length;
  };
  const reportDropped = (): void => {
    if (dropped > 0) enqueue(Buffer.from(droppedLine(dropped)));
    dropped = 0;
  };
  /** Writes what standard error takes now. */
  const drain = (): void => {
    timer = null;
    for (let line = pending[0]; line !== undefined; line = pending[0]) {
      const written = sink(line);
      pendingBytes -= written;
      if (written < line.length) {
        pending[0] = line.subarray(written);
        timer = setTimeout(drain, RETRY_MS).unref();
        return;
      }
      pending.shift();
      if (pending.length === 0) reportDropped();
    }
    onDrained?.();
  };
  const write = (line: Buffer): void => {
    if (pendingBytes + line.length > MAX_PENDING_BYTES) dropped += countLines(line);
    else {
      reportDropped();
      enqueue(line);
    }
    if (timer === null) drain();
  };
  const stream = new Writable({
    write: (line: Buffer, _encoding, done) => {
      write(line);
      done();
    },
  });
  const flush = (): Promise<void> =>
    new Promise((resolve) => {
      if (pending.length === 0) return resolve();
      const expiry = setTimeout(resolve, CLOSE_TIMEOUT_MS);
      onDrained = () => {
        clearTimeout(expiry);
        resolve();
      };
    });
  return { stream, flush };
}
