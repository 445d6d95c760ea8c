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
