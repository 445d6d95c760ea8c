import { MongoClient, type Db } from 'mongodb';
import { damageAt } from './damage.ts';
import type { Damage, Evidence, LedgerEntry, StoredDocument } from './evidence.ts';
import { parseLedgerEntry, parseTaskDocument } from './parse-documents.ts';
import { LEDGER_PLACE } from './place.ts';

/** The database that all programs use where the URL names none. */
const DEFAULT_DATABASE = 'steadfast';

/** The database of a run is local, or nearby: one that does not answer within this time is down. */
const SELECTION_TIMEOUT_MS = 10_000;

/** Returns the database that a MongoDB URL names, or the default. */
function databaseName(mongoUrl: string): string {
  const named = /^[^:]+:\/\/[^/]+\/([^?]+)/.exec(mongoUrl)?.[1];
  return named === undefined ? DEFAULT_DATABASE : decodeURIComponent(named);
}

async function withDatabase<Result>(mongoUrl: string, read: (database: Db) => Promise<Result>): Promise<Result> {
  const client = new MongoClient(mongoUrl, {
    serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
    readConcernLevel: 'majority',
    // Users may store strings that are not UTF-8, and regular expressions that are none in JavaScript.
    enableUtf8Validation: false,
    bsonRegExp: true,
  });
  try {
    return await read(client.db(databaseName(mongoUrl)));
  } finally {
    await client.close();
  }
}

/** Returns the number of the last entry of the ledger; 0 when it is empty. */
export function readLastEntryNumber(mongoUrl: string): Promise<number> {
  return withDatabase(mongoUrl, async (database) => {
    const options = { sort: { _id: -1 }, projection: { _id: 1 } } as const;
    const last = await database.collection<{ _id: number }>('ledger').findOne({ _id: { $gt: 0 } }, options);
    return last?._id ?? 0;
  });
}

/** Reads the task documents first, so that the ledger reaches at least as far as they do. */
export function readDatabase(mongoUrl: string, damage: Damage[]): Promise<Pick<Evidence, 'documents' | 'ledger'>> {
  return withDatabase(mongoUrl, async (database) => {
    const documents: StoredDocument[] = [];
    for await (const raw of database.collection('tasks').find().sort({ _id: 1 }))
      documents.push(parseTaskDocument(raw));
    const ledger: LedgerEntry[] = [];
    for await (const raw of database.collection('ledger').find().sort({ _id: 1 })) {
      const entry = parseLedgerEntry(raw);
      if (entry.ok) ledger.push(entry.value);
      else
        damage.push(
          damageAt({ file: LEDGER_PLACE, line: Number(raw['_id']) }, entry.reason, JSON.stringify(raw), false),
        );
    }
    return { documents, ledger };
  });
}
