/**
 * The newest entries of the ledger, read once for everybody who watches tasks. Readers are slow or fast as they like: each
 * has a position of its own, and reads older entries from the database.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '../core/ledger/facts.ts';
import { entryFromRow } from '../store/documents.ts';
import { StoreError } from '../store/store.ts';
import type { TaskDatabase } from './database.ts';
import { createKeptEntries, indexEntry, type IndexedEntry, type KeptEntries } from './kept-entries.ts';

/** How often the ledger is read on a standby, which is not told of new entries: below what a person notices. */
const POLL_MS = 50;

/** How often it is read on the leader, in case an entry is missed. */
const RELAXED_POLL_MS = 1_000;

/** Entries per read: an entry may hold a thousand facts. */
const PAGE_ENTRIES = 20;

/** After this time without an answer of the database, watches end, so that their callers try another master. */
const OUTAGE_MS = 10_000;

/** What a reader finds after its position. */
export interface TailRead {
  readonly entries: readonly IndexedEntry[];
  /** How many entries before the first of them were trimmed. */
  readonly missed: number;
}

/** The tail of the ledger. It is read only while somebody uses it. */
export interface LedgerTail {
  /**
   * Begins to use the tail, and returns the number of the last entry. Call `release` when done, also if it fails.
   * @throws {StoreError} when the database is unavailable
   */
  readonly acquire: () => Promise<number>;
  readonly release: () => void;
  /** Returns the number of the last entry that is known. */
  readonly position: () => number;
  /** Takes an entry that this master has committed. */
  readonly offer: (entry: Entry) => void;
  /**
   * Returns entries after a position; none if there are none yet.
   * @throws {StoreError} when the database is unavailable
   */
  readonly read: (after: number) => Promise<TailRead>;
  /** Calls back once, when there may be more to read, or an error. Returns a function that ends the wait. */
  readonly wait: (wake: () => void) => () => void;
}

async function readEntries(database: TaskDatabase, after: number): Promise<Entry[]> {
  const options = {
    sort: { _id: 1 },
    limit: PAGE_ENTRIES,
    readConcern: { level: 'majority' },
    readPreference: 'primaryPreferred',
  } as const;
  const rows = await database.run(({ ledger, session }) =>
    ledger.find({ _id: { $gt: after } }, { ...options, session }).toArray(),
  );
  return rows.map(entryFromRow);
}

async function readLastNumber(database: TaskDatabase): Promise<number> {
  const options = { sort: { _id: -1 }, projection: { _id: 1 }, readConcern: { level: 'majority' } } as const;
  const last = await database.run(({ ledger, session }) => ledger.findOne({}, { ...options, session }));
  return last?._id ?? 0;
}

/** What those who use the tail at the same time share. */
interface Tail {
  readonly database: TaskDatabase;
  readonly monotonicMs: () => number;
  readonly kept: KeptEntries;
  readonly waiting: Set<() => void>;
  position: number;
  offeredMs: number;
  failingSinceMs: number | null;
  failure: StoreError | null;
}

function wakeAll({ waiting }: Tail): void {
  const woken = [...waiting];
  waiting.clear();
  for (const wake of woken) wake();
}

function append(tail: Tail, entry: Entry): void {
  if (entry.number <= tail.position) return;
  // The entries between were trimmed.
  if (entry.number > tail.position + 1) tail.kept.clear();
  tail.kept.add(entry);
  tail.position = entry.number;
}

/** Reads what is new. Returns how long to wait before the next read, in milliseconds. */
async function advance(tail: Tail): Promise<number> {
  try {
    const entries = await readEntries(tail.database, tail.position);
    [tail.failingSinceMs, tail.failure] = [null, null];
    for (const entry of entries) append(tail, entry);
    if (entries.length > 0) wakeAll(tail);
    if (entries.length === PAGE_ENTRIES) return 0;
    return tail.monotonicMs() - tail.offeredMs < RELAXED_POLL_MS ? RELAXED_POLL_MS : POLL_MS;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    tail.failingSinceMs ??= tail.monotonicMs();
    if (tail.monotonicMs() - tail.failingSinceMs >= OUTAGE_MS) {
      tail.failure = error;
      wakeAll(tail);
    }
    return RELAXED_POLL_MS;
  }
}

async function follow(tail: Tail, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const pauseMs = await advance(tail);
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Starts at the end of the ledger, and follows it until the signal aborts. */
async function begin(tail: Tail, signal: AbortSignal): Promise<void> {
  tail.kept.clear();
  [tail.failingSinceMs, tail.failure] = [null, null];
  const last = await readLastNumber(tail.database);
  if (signal.aborted) return;
  tail.position = last;
  void follow(tail, signal);
}

async function read(tail: Tail, after: number): Promise<TailRead> {
  if (tail.failure !== null) throw tail.failure;
  if (after >= tail.position) return { entries: [], missed: 0 };
  const entries = tail.kept.after(after, PAGE_ENTRIES) ?? (await readEntries(tail.database, after)).map(indexEntry);
  return { entries, missed: Math.max(0, (entries[0]?.entry.number ?? 0) - after - 1) };
}

/** Creates the tail of the ledger in a database. */
export function createLedgerTail(database: TaskDatabase, monotonicMs: () => number): LedgerTail {
  const tail: Tail = {
    database,
    monotonicMs,
    kept: createKeptEntries(),
    waiting: new Set(),
    position: 0,
    offeredMs: -Infinity,
    failingSinceMs: null,
    failure: null,
  };
  let users = 0;
  let following: { readonly controller: AbortController; readonly begun: Promise<void> } | null = null;

  const end = (): void => {
    following?.controller.abort();
    following = null;
  };

  return {
    acquire: async () => {
      users += 1;
      if (following === null) {
        const controller = new AbortController();
        following = { controller, begun: begin(tail, controller.signal) };
      }
      const { begun } = following;
      try {
        await begun;
      } catch (error) {
        // The next one tries again.
        if (following?.begun === begun) end();
        throw error;
      }
      return tail.position;
    },
    release: () => {
      users -= 1;
      if (users === 0) end();
    },
    position: () => tail.position,
    offer: (entry) => {
      if (following === null || entry.number !== tail.position + 1) return;
      tail.offeredMs = monotonicMs();
      append(tail, entry);
      wakeAll(tail);
    },
    read: (after) => read(tail, after),
    wait: (wake) => {
      const once = (): void => wake();
      tail.waiting.add(once);
      return () => void tail.waiting.delete(once);
    },
  };
}
