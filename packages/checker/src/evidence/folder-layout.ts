import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CHAOS_FILE, SEEDED_FILE } from '@steadfast/records';
import { ENTRY_FILES } from './entries/entry-files.ts';

/** Where the evidence of a run is found within a folder. */
export interface FolderLayout {
  /** The entries of MongoDB as text: the tasks before the run, the tasks after it, and the ledger. */
  readonly before: string;
  readonly tasks: string;
  readonly ledger: string;
  readonly chaos: string;
  readonly seeded: string;
  /** The description of the run; see `RunDescription`. */
  readonly description: string;
  /** The folder of the logs and journals, which may have subfolders; empty for the folder itself. */
  readonly logs: string;
}

/** The folder of a run. */
export const RUN_LAYOUT: FolderLayout = {
  ...ENTRY_FILES,
  chaos: CHAOS_FILE,
  seeded: SEEDED_FILE,
  description: 'run.json',
  logs: '',
};

/** A submission, which sorts the files of a run into folders. */
export const SUBMISSION_LAYOUT: FolderLayout = {
  before: 'mongodb/before-tasks.txt',
  tasks: 'mongodb/after-tasks.txt',
  ledger: 'mongodb/ledger.txt',
  chaos: 'chaos/chaos.jsonl',
  seeded: 'chaos/seeded.jsonl',
  description: 'chaos/run.json',
  logs: 'logs',
};

/** Returns the layout of a folder. */
export function layoutOf(directory: string): FolderLayout {
  const has = ({ ledger }: FolderLayout): boolean => existsSync(join(directory, ledger));
  return has(SUBMISSION_LAYOUT) && !has(RUN_LAYOUT) ? SUBMISSION_LAYOUT : RUN_LAYOUT;
}
