import { setTimeout as delay } from 'node:timers/promises';
import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import type { WatchFilter__Output, WatchRequest__Output, WatchResponse } from '@steadfast/protocol/tasks';
import { FACT_KINDS, isFactKind } from '@steadfast/records';
import { monotonicMs, type Logger } from '@steadfast/runtime';
import { isTaskFact } from '../core/ledger/facts.ts';
import { invalidField, toStatus } from '../inspection/errors.ts';
import type { OpenStreams } from '../inspection/open-streams.ts';
import { writeMessage, type FollowOptions } from '../inspection/write-message.ts';
import { checkText } from './new-task.ts';
import type { TaskDatabase } from './database.ts';
import type { IndexedEntry } from './kept-entries.ts';
import type { LedgerTail } from './ledger-tail.ts';
import { matchesFilter, toTaskChange } from './task-change.ts';
import { createWatchedTasks, type NamedTask, type WatchedChange } from './watched-tasks.ts';

/** How long a stream may be without a response before its position is sent. */
const POSITION_MS = 5_000;

/** How long a caller may read nothing of what has been sent to it. */
const READ_DEADLINE_MS = 60_000;

/** A rest after reading entries: other streams, and above all the scheduler, must not wait long for a reader of old ones. */
const MAX_REST_MS = 100;

/** Requests that wait to be handled. A caller that sends more at once is not waiting for their responses. */
const MAX_WAITING_REQUESTS = 100;

/** Maximum length of a prefix in a filter: that of a taskname. */
const MAX_PREFIX_LENGTH = 200;

type WatchCall = ServerDuplexStream<WatchRequest__Output, WatchResponse>;

function checkFilter({ kinds, tasknamePrefix }: WatchFilter__Output): void {
  for (const kind of kinds)
    if (!isFactKind(kind) || !kind.startsWith('task.'))
      throw invalidField(
        'filter.kinds',
        `must each be one of ${FACT_KINDS.filter((each) => each.startsWith('task.')).join(', ')}`,
      );
  checkText('filter.taskname_prefix', tasknamePrefix, MAX_PREFIX_LENGTH);
}

/** Checks the fields that are only allowed in the first request of a stream. */
function checkStart({ filter, afterEntry }: WatchRequest__Output, first: boolean): void {
  if (!first && filter !== null) throw invalidField('filter', 'must only be in the first request');
  if (afterEntry !== undefined && (!first || filter === null))
    throw invalidField('after_entry', 'must only be in the first request, and with a filter');
  if (afterEntry !== undefined && !Number.isSafeInteger(afterEntry))
    throw invalidField('after_entry', 'must be an entry number');
  if (filter !== null) checkFilter(filter);
}

function toResponse(message: NamedTask | WatchedChange): WatchResponse {
  const { entry } = message;
  if ('change' in message) return { entry, change: message.change };
  return message.state === null ? { entry, notFound: message.taskId } : { entry, task: message.state };
}

/** The requests of a call that wait to be handled. */
function receiveRequests(call: WatchCall, onOverflow: () => void) {
  const requests: WatchRequest__Output[] = [];
  let wake: (() => void) | null = null;
  call.on('data', (request: WatchRequest__Output) => {
    if (requests.length >= MAX_WAITING_REQUESTS) return onOverflow();
    requests.push(request);
    wake?.();
  });
  return {
    shift: () => requests.shift(),
    /** Calls back once there is a request. */
    onRequest: (callback: () => void): void => {
      wake = callback;
      if (requests.length > 0) callback();
    },
  };
}

/** What watches depend on. */
export interface WatchOptions {
  readonly database: TaskDatabase;
  readonly tail: LedgerTail;
  readonly streams: OpenStreams;
  readonly logger: Logger;
  /** For tests: how long a caller may read nothing, and be sent nothing. */
  readonly readDeadlineMs?: number;
  readonly positionMs?: number;
}

interface Watch {
  readonly call: WatchCall;
  readonly follow: FollowOptions;
  readonly requests: ReturnType<typeof receiveRequests>;
  readonly positionMs: number;
}

/** Resolves when there is a request, something to read after a position, when time has passed, or when the call is over. */
async function somethingToDo(
  { tail }: WatchOptions,
  { requests, follow }: Watch,
  position: number,
  maxMs: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = (): void => resolve();
  const timer = setTimeout(stop, maxMs);
  const stopWaiting = tail.wait(stop);
  follow.signal.addEventListener('abort', stop, { once: true });
  requests.onRequest(stop);
  if (tail.position() > position) resolve();
  await promise;
  clearTimeout(timer);
  stopWaiting();
  follow.signal.removeEventListener('abort', stop);
}

/** Streams what the caller watches, until the call ends. */
async function serve(options: WatchOptions, watch: Watch, start: number): Promise<void> {
  const { database, tail } = options;
  const { call, follow, requests } = watch;
  const { signal } = follow;
  const watched = createWatchedTasks(database, tail);
  let sentMs = monotonicMs();
  const send = (response: WatchResponse): Promise<void> => {
    sentMs = monotonicMs();
    return writeMessage(call, response, follow);
  };
  let position = start;
  let first = true;
  let filter: WatchFilter__Output | null = null;

  const handleRequest = async (request: WatchRequest__Output): Promise<void> => {
    checkStart(request, first);
    first = false;
    if (request.filter !== null) {
      ({ filter } = request);
      position = request.afterEntry ?? position;
    }
    watched.forget(request.forgetTaskIds);
    for await (const message of watched.add(request.taskIds, position)) await send(toResponse(message));
  };

  const sendEntry = async (indexed: IndexedEntry): Promise<void> => {
    const { entry } = indexed;
    position = entry.number;
    const changes = new Set<number>();
    if (filter !== null)
      for (const [index, fact] of entry.facts.entries()) {
        if (!isTaskFact(fact) || !matchesFilter(filter, fact)) continue;
        changes.add(index);
        await send({ entry: entry.number, change: toTaskChange(fact, entry) });
      }
    for (const { index, change } of watched.changesIn(indexed))
      if (!changes.has(index)) await send({ entry: entry.number, change });
  };

  while (!signal.aborted) {
    const request = requests.shift();
    if (request !== undefined) {
      await handleRequest(request);
      continue;
    }
    const startedMs = monotonicMs();
    const { entries, missed } = await tail.read(position);
    if (missed > 0) await send({ entry: position + missed, missed });
    for (const indexed of entries) await sendEntry(indexed);
    // At most half of the time, however much there is to read.
    if (entries.length > 0) await delay(Math.min(MAX_REST_MS, monotonicMs() - startedMs));
    const quietMs = monotonicMs() - sentMs;
    if (quietMs >= watch.positionMs) await send({ entry: position, caughtUp: true });
    else await somethingToDo(options, watch, position, watch.positionMs - quietMs);
  }
}

/** Creates the handler that streams what happens to tasks. */
export function createTaskWatch(options: WatchOptions) {
  const { tail, streams, logger, readDeadlineMs = READ_DEADLINE_MS, positionMs = POSITION_MS } = options;
  return (call: WatchCall): void => {
    const { signal, end } = streams.open(call);
    const overflow = (): void =>
      end(status.RESOURCE_EXHAUSTED, `more than ${MAX_WAITING_REQUESTS} requests are waiting; send fewer at once`);
    const requests = receiveRequests(call, overflow);
    const follow = { signal, readDeadlineMs };
    void (async () => {
      try {
        const position = await tail.acquire();
        await serve(options, { call, follow, requests, positionMs }, position);
      } catch (error) {
        if (signal.aborted) return;
        const { code, details } = toStatus(error, logger);
        end(code, details);
      } finally {
        tail.release();
      }
    })();
  };
}
