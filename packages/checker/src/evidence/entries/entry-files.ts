/** The files to which the entries of MongoDB are written, within the folder of a run. */
export const ENTRY_FILES = {
  before: 'mongodb-tasks-before.txt',
  tasks: 'mongodb-tasks.txt',
  ledger: 'mongodb-ledger.txt',
} as const;
