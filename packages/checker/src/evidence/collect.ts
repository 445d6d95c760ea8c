import type { Damage, Evidence } from './evidence.ts';
import { readEntries, readTasksBefore } from './entries/read-entries.ts';
import { readDatabase } from './read-database.ts';
import { readFolder } from './read-folder.ts';
import { readRunFile } from './run-file.ts';

/** Where the evidence of a run is found. */
export interface EvidenceSources {
  /** The database, `steadfast` where the URL names none; undefined to read its entries from the text files instead. */
  readonly mongoUrl: string | undefined;
  /** The folder with `*.log`, `*.journal.jsonl` and, if they exist, `chaos.jsonl`, `seeded.jsonl` and text files. */
  readonly directory: string;
}

/**
 * Reads the evidence of a run. No other function of the checker reads files or the database.
 * @throws {Error} when the database or the folder cannot be read
 */
export async function collectEvidence({ mongoUrl, directory }: EvidenceSources): Promise<Evidence> {
  const damage: Damage[] = [];
  const entries = mongoUrl === undefined ? await readEntries(directory, damage) : await readDatabase(mongoUrl, damage);
  const folder = await readFolder(directory, damage);
  const before = await readTasksBefore(directory, damage);
  const description = await readRunFile(directory);
  return {
    ...entries,
    ...folder,
    ...(before === undefined ? {} : { before }),
    ...(description === undefined ? {} : { startedAtMs: description.startedAtMs }),
    damage,
  };
}
