import type { Collection, Db } from 'mongodb';
import { waitUntil } from '../wait.ts';

/** The fields of a ledger entry that benchmarks read. */
export interface BenchLedgerEntry {
  readonly _id: number;
  readonly at: Date;
  readonly facts: readonly { readonly kind: string; readonly host?: string; readonly task?: unknown }[];
}

function ledgerOf(database: Db): Collection<BenchLedgerEntry> {
  return database.collection<BenchLedgerEntry>('ledger');
}

/** Returns the number of the last entry; 0 if the ledger is empty. */
export async function lastEntryNumber(database: Db): Promise<number> {
  return (await ledgerOf(database).findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }))?._id ?? 0;
}

/** Returns a function that returns the entries added since its last call, starting after entry `after`. */
export function followLedger(database: Db, after: number): () => Promise<readonly BenchLedgerEntry[]> {
  let last = after;
  const projection = { at: 1, 'facts.kind': 1, 'facts.host': 1 };
  return async () => {
    const entries = await ledgerOf(database)
      .find({ _id: { $gt: last } }, { sort: { _id: 1 }, projection })
      .toArray();
    last = entries.at(-1)?._id ?? last;
    return entries;
  };
}

/** Waits until a fact of a kind was written after entry `after`; returns when, in milliseconds since 1970. */
export async function waitForFact(database: Db, kind: string, after: number, signal: AbortSignal): Promise<number> {
  const readNewEntries = followLedger(database, after);
  let atMs = Number.NaN;
  const found = async (): Promise<boolean> => {
    const entry = (await readNewEntries()).find(({ facts }) => facts.some((fact) => fact.kind === kind));
    atMs = entry?.at.getTime() ?? Number.NaN;
    return entry !== undefined;
  };
  await waitUntil(`${kind} is in the ledger`, found, { signal });
  return atMs;
}

/** Waits until all of these slaves have joined after entry `after`. */
export async function waitForSlaves(
  database: Db,
  hosts: Iterable<string>,
  after: number,
  signal: AbortSignal,
): Promise<void> {
  const missing = new Set(hosts);
  const readNewEntries = followLedger(database, after);
  const allJoined = async (): Promise<boolean> => {
    for (const { facts } of await readNewEntries())
      for (const { kind, host } of facts) if (kind === 'slave.joined' && host !== undefined) missing.delete(host);
    return missing.size === 0;
  };
  await waitUntil(`${missing.size} slaves have joined`, allJoined, { signal });
}
