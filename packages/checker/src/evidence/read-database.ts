import { MongoClient } from 'mongodb';
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

/** Reads the task documents first, so that the ledger reaches at least as far as they do. */
export async function readDatabase(
  mongoUrl: string,
  damage: Damage[],
): Promise<Pick<Evidence, 'documents' | 'ledger'>> {
  const client = new MongoClient(mongoUrl, {
    serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
    readConcernLevel: 'majority',
    // Users may store strings that are not UTF-8, and regular expressions that are none in JavaScript.
    enableUtf8Validation: false,
    bsonRegExp: true,
  });
  try {
    const database = client.db(databaseName(mongoUrl));
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
  } finally {
    await client.close();
  }
}
