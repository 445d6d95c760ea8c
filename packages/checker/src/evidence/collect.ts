import type { Damage, Evidence } from './evidence.ts';
import { readDatabase } from './read-database.ts';
import { readFolder } from './read-folder.ts';

/** Where the evidence of a run is found. */
export interface EvidenceSources {
  /** The database; `steadfast` where the URL names none. */
  readonly mongoUrl: string;
  /** The folder with `*.log`, `*.journal.jsonl` and, if they exist, `chaos.jsonl` and `seeded.jsonl`. */
  readonly directory: string;
}

/**
 * Reads the evidence of a run. No other function of the checker reads files or the database.
 * @throws {Error} when the database or the folder cannot be read
 */
export async function collectEvidence({ mongoUrl, directory }: EvidenceSources): Promise<Evidence> {
  const damage: Damage[] = [];
  const database = await readDatabase(mongoUrl, damage);
  const folder = await readFolder(directory, damage);
  return { ...database, ...folder, damage };
}
