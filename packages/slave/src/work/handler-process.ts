import { Socket } from 'node:net';
import { getHeapStatistics } from 'node:v8';
import {
  createLineReader,
  encodeLine,
  MAX_REASON_LENGTH,
  type HandlerOrder,
  type HandlerReport,
} from './handler-messages.ts';
import { loadHandlers, type LoadedHandlers } from './handler-module.ts';
import { createProgressReporter } from './progress-reporter.ts';

/*
 * The process that handlers run in. The slave starts it, tells it which module to load, and then sends it one attempt at a
 * time. It imports no package, so that it starts fast.
 */

type LoadOrder = Extract<HandlerOrder, { readonly kind: 'load' }>;
type RunOrder = Extract<HandlerOrder, { readonly kind: 'run' }>;

/** Maximum size of a result, in bytes of JSON. The slave checks it as well; here the message never becomes too large. */
const MAX_RESULT_BYTES = 64 * 1024;

/**
 * The part of the heap limit from which the process is not used again: a handler that leaks a little in each attempt then
 * fails none, since the process is replaced between two attempts. The rest is for one attempt, and garbage.
 */
const WORN_HEAP = 0.6;

const PERMANENT = 'PermanentError';

const channel = new Socket({ fd: 3 });
const running = new Map<number, AbortController>();
let handlers: LoadedHandlers = new Map();
let wornHeapBytes = WORN_HEAP * getHeapStatistics().heap_size_limit;

function send(report: HandlerReport): void {
  channel.write(encodeLine(report));
}

/** Returns the name and the message of what was thrown, and of its cause: that of `fetch failed` is all that helps. */
function reasonOf(thrown: unknown): string {
  let reason = 'an error that cannot be described';
  try {
    const { cause = null } = thrown instanceof Error ? thrown : {};
    reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    if (cause instanceof Error) reason = `${reason} (${cause.name}: ${cause.message})`;
  } catch {
    // It has no conversion to a string.
  }
  return reason.slice(0, MAX_REASON_LENGTH);
}

function isPermanent(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === PERMANENT;
}

/** Returns what the slave must know of this process at the end of an attempt. */
function processState(): { readonly isWorn: boolean; readonly printedBytes: number } {
  const printedBytes = [process.stdout, process.stderr].reduce((sum, stream) => sum + bytesWrittenTo(stream), 0);
  return { isWorn: getHeapStatistics().used_heap_size > wornHeapBytes, printedBytes };
}

/** Returns how many bytes were written; 0 if the handlers have replaced the stream by another kind. */
function bytesWrittenTo(stream: NodeJS.WriteStream): number {
  const { bytesWritten } = stream as { readonly bytesWritten?: unknown };
  return typeof bytesWritten === 'number' ? bytesWritten : 0;
}

/**
 * Makes what handlers print leave the process at once. Otherwise Node.js keeps what the slave has not read yet, however
 * much that is, and the output of one attempt could follow the report of its end. The slave always reads.
 */
function printSynchronously(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as { readonly _handle?: { readonly setBlocking?: (isBlocking: boolean) => void } };
  handle?.setBlocking?.(true);
}

function reportSuccess(run: number, value: unknown): void {
  const fail = (reason: string): void => send({ kind: 'failed', run, reason, permanent: true, ...processState() });
  let result: string | null;
  try {
    result = JSON.stringify(value) ?? null;
  } catch (error) {
    fail(`the result cannot be written as JSON: ${reasonOf(error)}`);
    return;
  }
  if (result !== null && Buffer.byteLength(result) > MAX_RESULT_BYTES)
    fail(`the result has more than ${MAX_RESULT_BYTES} bytes as JSON; store it elsewhere, and return where it is`);
  else send({ kind: 'succeeded', run, result, ...processState() });
}

async function runHandler({ run: id, name, input, taskId, taskname, attempt }: RunOrder): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const progress = createProgressReporter((fraction, text) => send({ kind: 'progress', run: id, fraction, text }));
  try {
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`there is no handler named ${name}`);
    const value = await handler({
      input: input === '' ? undefined : (JSON.parse(input) as unknown),
      taskId,
      taskname,
      attempt,
      signal: controller.signal,
      // eslint-disable-next-line no-console
      log: (text) => console.log(text),
      progress: progress.report,
    });
    reportSuccess(id, value);
  } catch (error) {
    // For the output of the attempt: the reason has no stack.
    console.error(error);
    send({ kind: 'failed', run: id, reason: reasonOf(error), permanent: isPermanent(error), ...processState() });
  } finally {
    progress.end();
    running.delete(id);
  }
}

/** Sends a last report, then exits. */
function exitWith(report: HandlerReport): void {
  channel.end(encodeLine(report), () => process.exit(1));
}

async function load({ path, heapLimitBytes }: LoadOrder): Promise<void> {
  if (heapLimitBytes !== null) wornHeapBytes = WORN_HEAP * heapLimitBytes;
  try {
    handlers = await loadHandlers(path);
    send({ kind: 'loaded', names: [...handlers.keys()] });
  } catch (error) {
    exitWith({ kind: 'not loaded', reason: reasonOf(error) });
  }
}

function execute(order: HandlerOrder): void {
  switch (order.kind) {
    case 'load':
      void load(order);
      break;
    case 'run':
      void runHandler(order);
      break;
    case 'abort':
      running.get(order.run)?.abort(new Error('the attempt was aborted'));
      break;
  }
}

for (const stream of [process.stdout, process.stderr]) printSynchronously(stream);
process.on('uncaughtException', (error) => {
  console.error(error);
  exitWith({ kind: 'crashed', reason: reasonOf(error) });
});
// The slave has died, and this process leads the group of all that the handlers started.
channel.on('close', () => process.kill(-process.pid, 'SIGKILL'));
channel.on('error', () => undefined);
channel.on(
  'data',
  createLineReader(
    (line) => execute(JSON.parse(line) as HandlerOrder),
    () => process.exit(1),
  ),
);
