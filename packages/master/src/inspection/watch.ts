import { setTimeout as delay } from 'node:timers/promises';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { FACT_KINDS, isFactKind } from '@steadfast/records';
import type { Logger } from '@steadfast/runtime';
import type { EventMessage, WatchEventsRequest__Output, WatchEventsResponse } from '@steadfast/protocol/inspection';
import type { LogFields } from '../core/effects.ts';
import type { Entry } from '../core/ledger/facts.ts';
import { factLine } from '../fact-log.ts';
import { entryFromRow } from '../store/documents.ts';
import { invalidField, toStatus } from './errors.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import type { OpenStreams } from './open-streams.ts';
import { toTimestamp } from './task-message.ts';
import { writeMessage, type FollowOptions } from './write-message.ts';

/** Below what a person notices as a delay, and only five small reads a second for each watch. */
const POLL_MS = 200;

/** Entries per read: an entry may hold a thousand facts, and a batch is kept in memory for each watch. */
const BATCH_ENTRIES = 20;

/** Every watch polls the ledger on its own, so their number is limited to what the database does not notice. */
export const MAX_WATCHES = 16;

/**
 * How long a reader may read nothing of what has been sent to it: a person may have stopped the output for a while. Until
 * then, the messages of a batch stay in memory.
 */
const READ_DEADLINE_MS = 60_000;

function checkRequest({ kinds, afterEntry }: WatchEventsRequest__Output): void {
  for (const kind of kinds)
    if (!isFactKind(kind)) throw invalidField('kinds', `must each be one of ${FACT_KINDS.join(', ')}`);
  if (afterEntry !== undefined && !Number.isSafeInteger(afterEntry))
    throw invalidField('after_entry', 'must be an entry number');
}

/** Converts one fact to a message. */
function toEventMessage(entry: Entry, index: number): EventMessage {
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

function matchesRequest({ kinds, host, taskId }: WatchEventsRequest__Output, event: EventMessage): boolean {
  return (
    (kinds.length === 0 || kinds.includes(event.kind ?? '')) &&
    (host === '' || event.host === host) &&
    (taskId === '' || event.taskId === taskId)
  );
}

type WatchCall = ServerWritableStream<WatchEventsRequest__Output, WatchEventsResponse>;

/** Returns the number of the last entry of the ledger; 0 if it is empty. */
async function readLastNumber({ ledger, read }: InspectionDatabase): Promise<number> {
  const last = await read(() => ledger.findOne({}, { ...READ_OPTIONS, sort: { _id: -1 }, projection: { _id: 1 } }));
  return last?._id ?? 0;
}

/** Streams the ledger until the call ends. */
async function followLedger(database: InspectionDatabase, call: WatchCall, follow: FollowOptions): Promise<void> {
  const { request } = call;
  const { signal } = follow;
  const { ledger, read } = database;
  checkRequest(request);
  let after = request.afterEntry ?? (await readLastNumber(database));
  const options = { ...READ_OPTIONS, sort: { _id: 1 }, limit: BATCH_ENTRIES } as const;
  while (!signal.aborted) {
    const lastRead = after;
    const rows = await read(() => ledger.find({ _id: { $gt: lastRead } }, options).toArray());
    for (const entry of rows.map(entryFromRow)) {
      if (entry.number > after + 1) await writeMessage(call, { missed: entry.number - after - 1 }, follow);
      after = entry.number;
      for (const index of entry.facts.keys()) {
        const event = toEventMessage(entry, index);
        if (matchesRequest(request, event)) await writeMessage(call, { event }, follow);
      }
    }
    if (rows.length < BATCH_ENTRIES) await delay(POLL_MS, undefined, { signal, ref: false });
  }
}

/** What a watch depends on. */
export interface WatchOptions {
  readonly database: InspectionDatabase;
  readonly streams: OpenStreams;
  readonly logger: Logger;
  /** For tests: how long a reader may read nothing. */
  readonly readDeadlineMs?: number;
}

/** Creates the handler that streams the facts of the ledger. */
export function createWatch({ database, streams, logger, readDeadlineMs = READ_DEADLINE_MS }: WatchOptions) {
  return (call: WatchCall): void => {
    const { signal, end } = streams.open(call);
    followLedger(database, call, { signal, readDeadlineMs }).catch((error: unknown) => {
      if (signal.aborted) return;
      const { code, details } = toStatus(error, logger);
      end(code, details);
    });
  };
}
