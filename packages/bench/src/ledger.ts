import type { Collection, Db } from 'mongodb';
import { until } from './wait.ts';

/** An entry of the ledger, as far as it is of interest here. */
export interface Entry {
  readonly _id: number;
  readonly at: Date;
  readonly facts: readonly { readonly kind: string; readonly host?: string; readonly task?: unknown }[];
}

/** The ledger of a database. */
export function ledgerOf(database: Db): Collection<Entry> {
  return database.collection<Entry>('ledger');
}

/** The number of the last entry; 0 while there is none. */
export async function lastEntry(database: Db): Promise<number> {
  return (await ledgerOf(database).findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }))?._id ?? 0;
}

/** Makes a function that gives the entries which came since its last call, at first those after entry `after`. */
export function followLedger(database: Db, after: number): () => Promise<readonly Entry[]> {
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

/** Waits until each of some hosts has joined after entry `after`. */
export async function untilJoined(
  database: Db,
  hosts: Iterable<string>,
  after: number,
  signal: AbortSignal,
): Promise<void> {
  const missing = new Set(hosts);
  const news = followLedger(database, after);
  const allJoined = async (): Promise<boolean> => {
    for (const { facts } of await news())
      for (const { kind, host } of facts) if (kind === 'slave.joined' && host !== undefined) missing.delete(host);
    return missing.size === 0;
  };
  await until(`${missing.size} slaves have joined`, allJoined, { signal });
}
