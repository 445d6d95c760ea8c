import { join, resolve } from 'node:path';
import { wrapText } from '@steadfast/checker';
import { PROJECT_ROOT, shellPath } from '@steadfast/cluster';
import { displayPath } from '../view/display-path.ts';

/** Below this width, the descriptions no longer stand in a column of their own. */
const MIN_TWO_COLUMNS = 76;

const LABEL_COLUMNS = 17;

/** The files of a run: what they are, and their names. */
const FILES = [
  ['logs', 'master1.log, slave1.log …; *.out: standard output and error'],
  ['journals', 'slave1.journal.jsonl …: what the slaves actually ran'],
  ['MongoDB entries', 'mongodb-tasks-before.txt (as seeded), mongodb-tasks.txt (at the end), mongodb-ledger.txt'],
  ['chaos', 'chaos.jsonl: each fault and when it was injected; seeded.jsonl: the tasks as seeded'],
  ['verdict', 'verdict.txt: this text; verdict.html: with a timeline and the evidence for each check'],
] as const;

const DATABASE_FILES = ['database', 'mongod: the database files, kept because the run failed'] as const;

function fileLines([label, text]: readonly [label: string, text: string], width: number): string[] {
  return width < MIN_TWO_COLUMNS
    ? wrapText(`  ${label}: ${text}`, width, '    ')
    : wrapText(`  ${label.padEnd(LABEL_COLUMNS)}${text}`, width, ' '.repeat(LABEL_COLUMNS + 2));
}

/** Returns the command that judges a run folder again. */
function checkCommand(directory: string): string {
  const program =
    process.cwd() === resolve(PROJECT_ROOT)
      ? 'npx steadfast-check'
      : `${shellPath(join(PROJECT_ROOT, 'bin/steadfast'))} check`;
  return `${program} ${shellPath(directory)}`;
}

/** Returns lines that introduce a command. The command has a line of its own, unbroken, so that it can be copied. */
export function commandLines(introduction: string, command: string, width: number): string[] {
  return [...wrapText(introduction, width), `  ${command}`];
}

/** What to say about a run folder. */
export interface ClosingListOptions {
  readonly directory: string;
  readonly hasDatabaseFiles: boolean;
  /** The command that repeats the run. */
  readonly repeatCommand: string;
}

/** Lists the files of a run, and what can be done with them, in lines of at most `width` characters. */
export function closingList(
  { directory, hasDatabaseFiles, repeatCommand }: ClosingListOptions,
  width: number,
): string[] {
  return [
    `Evidence in ${displayPath(directory)}:`,
    ...[...FILES, ...(hasDatabaseFiles ? [DATABASE_FILES] : [])].flatMap((file) => fileLines(file, width)),
    '',
    ...commandLines(
      'To judge this evidence again, from its files alone (change a line in one of them, and see it fail):',
      checkCommand(directory),
      width,
    ),
    ...commandLines('To repeat this run:', repeatCommand, width),
  ];
}
