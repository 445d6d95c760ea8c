import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { Logger } from '@steadfast/runtime';
import type { EventMessage, WatchEventsRequest__Output, WatchEventsResponse } from '@steadfast/protocol/inspection';
import type { LogFields } from '../core/events.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { factLine } from '../fact-log.ts';
import { entryFromRow } from '../store/documents.ts';
import { invalid, toStatus } from './unary-handler.ts';
import { READ, type InspectionDatabase } from './database.ts';
import { endWith, type LiveCalls } from './open-streams.ts';
import { toTimestamp } from './task-message.ts';

/** The ledger is asked for what is new so often, in milliseconds. */
const POLL_MS = 200;

/** Entries read at once: one may hold a thousand facts. */
const BATCH = 20;

/** Watches at once: each asks the ledger for itself. */
export const MAX_WATCHES = 16;

/** Every kind of fact. */
const KINDS = {
  'epoch.began': true,
  'epoch.ended': true,
  'slave.joined': true,
  'slave.lost': true,
  'task.placed': true,
  'task.running': true,
  'task.success': true,
  'task.killed': true,
  'task.returned': true,
  'task.parked': true,
} as const satisfies Record<Entry['facts'][number]['kind'], true>;

function checkRequest({ kinds, afterEntry }: WatchEventsRequest__Output): void {
  for (const kind of kinds)
    if (!Object.hasOwn(KINDS, kind)) throw invalid('kinds', `must be of ${Object.keys(KINDS).join(', ')}`);
  if (afterEntry !== undefined && !Number.isSafeInteger(afterEntry))
    throw invalid('after_entry', 'must be the number of an entry');
}

/** One fact as a message. */
function eventOf(entry: Entry, index: number): EventMessage {
  const line: LogFields & { message: string; event: string } = factLine(entry, index, false);
  const { message, event, taskId = '', task = '', attempt = 0, host = '', reason = '' } = line;
  const { number, epoch, atMs } = entry;
  return {
    entry: number,
    at: toTimestamp(atMs),
    epoch,
    kind: event,
    text: message,
    taskId,
    taskname: task,
    attempt,
    host,
    reason,
  };
}

function wanted({ kinds, host, taskId }: WatchEventsRequest__Output, event: EventMessage): boolean {
  return (
    (kinds.length === 0 || kinds.includes(event.kind ?? '')) &&
    (host === '' || event.host === host) &&
    (taskId === '' || event.taskId === taskId)
  );
}

type Call = ServerWritableStream<WatchEventsRequest__Output, WatchEventsResponse>;

/** Writes, and waits while the reader is slow: nothing is kept for it but the place in the ledger. */
async function say(call: Call, message: WatchEventsResponse, over: AbortSignal): Promise<void> {
  if (!over.aborted && !call.write(message)) await once(call, 'drain', { signal: over });
}

async function lastNumber({ ledger, read }: InspectionDatabase): Promise<number> {
  const last = await read(() => ledger.findOne({}, { ...READ, sort: { _id: -1 }, projection: { _id: 1 } }));
  return last?._id ?? 0;
}

/** Follows the ledger until the call is over. */
async function follow(database: InspectionDatabase, call: Call, over: AbortSignal): Promise<void> {
  const { request } = call;
  const { ledger, read } = database;
  checkRequest(request);
  let after = request.afterEntry ?? (await lastNumber(database));
  const options = { ...READ, sort: { _id: 1 }, limit: BATCH } as const;
  while (!over.aborted) {
    const place = after;
    const rows = await read(() => ledger.find({ _id: { $gt: place } }, options).toArray());
    for (const entry of rows.map(entryFromRow)) {
      if (entry.number > after + 1) await say(call, { missed: entry.number - after - 1 }, over);
      after = entry.number;
      for (const index of entry.facts.keys()) {
        const event = eventOf(entry, index);
        if (wanted(request, event)) await say(call, { event }, over);
      }
    }
    if (rows.length < BATCH) await delay(POLL_MS, undefined, { signal: over, ref: false });
  }
}

/** The handler that streams the facts of the ledger to whoever watches. */
export function createWatch(database: InspectionDatabase, live: LiveCalls, logger: Logger) {
  return (call: Call): void => {
    const over = live.open(call);
    if (over === null) return;
    follow(database, call, over).catch((error: unknown) => {
      if (over.aborted) return;
      const { code, details } = toStatus(error, logger);
      endWith(call, code, details);
    });
  };
}
