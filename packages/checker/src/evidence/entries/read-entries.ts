import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Damage, Evidence, StoredDocument } from '../evidence.ts';
import { layoutOf } from '../folder-layout.ts';
import { textLines } from '../text-lines.ts';
import { parseLedger, parseTasks } from './parse-entries.ts';

/** Returns the names of the files that `readEntries` needs and a folder does not have. */
export function missingEntryFiles(directory: string): string[] {
  const { tasks, ledger } = layoutOf(directory);
  return [tasks, ledger].filter((file) => !existsSync(join(directory, file)));
}

/**
 * Reads the entries of MongoDB from the text files in the folder of a run. What cannot be parsed is added to `damage`.
 * @throws {Error} when one of the files does not exist or cannot be read
 */
export async function readEntries(
  directory: string,
  damage: Damage[],
): Promise<Pick<Evidence, 'documents' | 'ledger'>> {
  const { tasks, ledger } = layoutOf(directory);
  return {
    documents: await parseTasks(tasks, textLines(join(directory, tasks)), damage),
    ledger: await parseLedger(ledger, textLines(join(directory, ledger)), damage),
  };
}

/** Reads the tasks as they were seeded, from their text file; undefined if it does not exist. */
export async function readTasksBefore(
  directory: string,
  damage: Damage[],
): Promise<readonly StoredDocument[] | undefined> {
  const { before } = layoutOf(directory);
  const path = join(directory, before);
  return existsSync(path) ? parseTasks(before, textLines(path), damage) : undefined;
}
