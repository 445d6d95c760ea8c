import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '../evidence.ts';
import { parseTaskDocument } from '../parse-documents.ts';
import { ENTRY_FILES } from './entry-files.ts';
import { ledgerBlocks, taskBlocks } from './format-entries.ts';

/** Blocks per write: a ledger may have a hundred thousand entries, and neither one write each nor one for all is fast. */
const BATCH_BLOCKS = 1_000;

/** Writes a file atomically: afterwards it is complete, or does not exist. */
async function writeAtomically(path: string, blocks: Iterable<string>): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    let batch: string[] = [];
    for (const block of blocks) {
      batch.push(block);
      if (batch.length < BATCH_BLOCKS) continue;
      await file.write(`${batch.join('\n')}\n`);
      batch = [];
    }
    await file.write(`${batch.join('\n')}\n`);
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/**
 * Writes the task documents as text into the folder of a run, as they are before any master has seen them.
 * @throws {Error} when the folder cannot be written
 */
export function writeTasksBefore(
  documents: readonly Readonly<Record<string, unknown>>[],
  directory: string,
): Promise<void> {
  const blocks = taskBlocks({ documents: documents.map(parseTaskDocument) });
  return writeAtomically(join(directory, ENTRY_FILES.before), blocks);
}

/**
 * Writes the MongoDB entries of a run as text files into its folder, and returns their paths.
 * @throws {Error} when the folder cannot be written
 */
export async function writeEntries(
  evidence: Evidence,
  directory: string,
): Promise<{ readonly tasks: string; readonly ledger: string }> {
  const paths = { tasks: join(directory, ENTRY_FILES.tasks), ledger: join(directory, ENTRY_FILES.ledger) };
  await writeAtomically(paths.tasks, taskBlocks(evidence));
  await writeAtomically(paths.ledger, ledgerBlocks(evidence));
  return paths;
}
