import type { Damage, Evidence } from './evidence.ts';
import { readEntries, readTasksBefore } from './entries/read-entries.ts';
import { readDatabase, readLastEntryNumber } from './read-database.ts';
import { readChaos, readFolder } from './read-folder.ts';
import { readRunFile } from './run-file.ts';

/** Where the evidence of a run is found. */
export interface EvidenceSources {
  /** The database, `steadfast` where the URL names none; undefined to read its entries from the text files instead. */
  readonly mongoUrl: string | undefined;
  /** The folder with `*.log`, `*.journal.jsonl` and, if they exist, `chaos.jsonl`, `seeded.jsonl` and text files. */
  readonly directory: string;
}

function isLast({ ledger }: Pick<Evidence, 'ledger'>, number: number): boolean {
  return (ledger.at(-1)?.number ?? 0) <= number;
}

/**
 * Reads the evidence of a run. No other function of the checker reads files or the database. The cluster may still be
 * running, so what is a consequence is read before its cause: logs, journals, task documents, ledger, chaos record. Only
 * a report in the ledger is the consequence of a line in a journal; `tracedThrough` tells which of them must be there.
 * @throws {Error} when the database or the folder cannot be read
 */
export async function collectEvidence({ mongoUrl, directory }: EvidenceSources): Promise<Evidence> {
  const damage: Damage[] = [];
  const lastNumber = mongoUrl === undefined ? undefined : await readLastEntryNumber(mongoUrl);
  const folder = await readFolder(directory, damage);
  const entries = mongoUrl === undefined ? await readEntries(directory, damage) : await readDatabase(mongoUrl, damage);
  const chaos = await readChaos(directory, damage);
  const before = await readTasksBefore(directory, damage);
  const description = await readRunFile(directory);
  return {
    ...entries,
    ...folder,
    ...(lastNumber === undefined || isLast(entries, lastNumber) ? {} : { tracedThrough: lastNumber }),
    ...(chaos === undefined ? {} : { chaos }),
    ...(before === undefined ? {} : { before }),
    ...(description === undefined ? {} : { startedAtMs: description.startedAtMs }),
    damage,
  };
}
