import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { MongoClient } from 'mongodb';
import type { Damage, Evidence, LedgerEntry, Place, TaskDocument } from './evidence.ts';
import { Malformed } from './fields.ts';
import { parseLedgerEntry, parseTaskDocument } from './parse-documents.ts';
import { parseChaosLine, parseJournalLine, parseLogLine, parseSeededLine } from './parse-lines.ts';

/** Where the evidence of a run lies. */
export interface Sources {
  /** The database; `steadfast` where the URL names none. */
  readonly mongoUrl: string;
  /** The folder with `*.log`, `*.journal.jsonl`, and, if there are any, `chaos.jsonl` and `seeded.jsonl`. */
  readonly directory: string;
}

/** The database that the whole system uses where the URL names none. */
const DEFAULT_DATABASE = 'steadfast';

/** So long the database may take to answer at first, in milliseconds: a run's own database is near. */
const SELECTION_TIMEOUT_MS = 10_000;

/** Characters of a damaged line that are shown. */
const EXCERPT_LENGTH = 80;

/** The log of the database server is not in the form of ours, and not evidence. */
function isLog(file: string): boolean {
  return file.endsWith('.log') && !basename(file).startsWith('mongod');
}

function damageOf(error: unknown, place: Place, text: string, tornEnd: boolean): Damage {
  if (!(error instanceof Malformed)) throw error;
  return { ...place, fault: `${error.message}: ${text.slice(0, EXCERPT_LENGTH)}`, tornEnd };
}

/** Reads the lines of a file; what cannot be parsed is added to `damage`. */
async function readLines<Line>(
  directory: string,
  file: string,
  parse: (text: string, place: Place) => Line,
  damage: Damage[],
): Promise<Line[]> {
  const stream = createReadStream(join(directory, file), { encoding: 'utf8' });
  let lastCharacter = '\n';
  stream.on('data', (chunk) => {
    lastCharacter = String(chunk).at(-1) ?? lastCharacter;
  });
  const lines: Line[] = [];
  let suspect: { error: unknown; place: Place; text: string } | undefined;
  const settle = (tornEnd: boolean): void => {
    if (suspect !== undefined) damage.push(damageOf(suspect.error, suspect.place, suspect.text, tornEnd));
    suspect = undefined;
  };
  let number = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1;
    settle(false);
    if (text === '') continue;
    const place = { file, line: number };
    try {
      lines.push(parse(text, place));
    } catch (error) {
      suspect = { error, place, text };
    }
  }
  settle(lastCharacter !== '\n');
  return lines;
}

/** Reads the whole of several files, one after the other. */
async function readAll<Line>(
  directory: string,
  files: readonly string[],
  parse: (text: string, place: Place) => Line,
  damage: Damage[],
): Promise<Line[]> {
  const parts: Line[][] = [];
  for (const file of files) parts.push(await readLines(directory, file, parse, damage));
  return parts.flat();
}

/** Reads the folder of a run; what cannot be parsed is added to `damage`. */
export async function readFolder(
  directory: string,
  damage: Damage[],
): Promise<Omit<Evidence, 'documents' | 'ledger' | 'damage'>> {
  const files = (await readdir(directory, { recursive: true })).sort();
  const optional = async <Line>(
    file: string,
    parse: (text: string, place: Place) => Line,
  ): Promise<Line[] | undefined> =>
    existsSync(join(directory, file)) ? readLines(directory, file, parse, damage) : undefined;
  const chaos = await optional('chaos.jsonl', parseChaosLine);
  const seeded = await optional('seeded.jsonl', parseSeededLine);
  const journals = files.filter((file) => file.endsWith('.journal.jsonl'));
  return {
    journal: await readAll(directory, journals, parseJournalLine, damage),
    log: await readAll(directory, files.filter(isLog), parseLogLine, damage),
    ...(chaos === undefined ? {} : { chaos }),
    ...(seeded === undefined ? {} : { seeded }),
  };
}

/** The database that a MongoDB URL names, if it names one. */
function databaseName(mongoUrl: string): string {
  const named = /^[^:]+:\/\/[^/]+\/([^?]+)/.exec(mongoUrl)?.[1];
  return named === undefined ? DEFAULT_DATABASE : decodeURIComponent(named);
}

/** Reads the task documents first, so that the ledger reaches at least as far as they do. */
async function readDatabase(mongoUrl: string, damage: Damage[]): Promise<Pick<Evidence, 'documents' | 'ledger'>> {
  const client = new MongoClient(mongoUrl, {
    serverSelectionTimeoutMS: SELECTION_TIMEOUT_MS,
    readConcernLevel: 'majority',
  });
  try {
    const database = client.db(databaseName(mongoUrl));
    const documents: TaskDocument[] = [];
    for await (const raw of database.collection('tasks').find().sort({ _id: 1 }))
      documents.push(parseTaskDocument(raw));
    const ledger: LedgerEntry[] = [];
    for await (const raw of database.collection('ledger').find().sort({ _id: 1 })) {
      try {
        ledger.push(parseLedgerEntry(raw));
      } catch (error) {
        damage.push(damageOf(error, { file: 'ledger', line: Number(raw['_id']) }, JSON.stringify(raw), false));
      }
    }
    return { documents, ledger };
  } finally {
    await client.close();
  }
}

/**
 * Reads everything that is known about a run. The only place in the checker that reads files or the database.
 * @throws {Error} when the database or the folder cannot be read
 */
export async function collectEvidence({ mongoUrl, directory }: Sources): Promise<Evidence> {
  const damage: Damage[] = [];
  const database = await readDatabase(mongoUrl, damage);
  const folder = await readFolder(directory, damage);
  return { ...database, ...folder, damage };
}
