import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkRun, collectEvidence, renderVerdict, writeEntries } from '@steadfast/checker';
import { writePage } from '@steadfast/report';
import { formatPlural, formatSeconds } from '@steadfast/runtime/format';
import { displayPath } from '../view/display-path.ts';
import { formatFaultCounts } from '../view/fault-counts.ts';
import { sanitize } from '../view/styled-text.ts';
import { wantsColour, type Output } from '../view/view.ts';
import { expectationsOf, isTooShort, type RunSize } from './expectations.ts';
import type { TaskRunResult } from './run-tasks.ts';
import { writeFileAtomically } from './write-file.ts';

/** What is known of a run besides its result. */
export interface JudgeOptions {
  /** The run folder, with logs, journals and the chaos record. */
  readonly directory: string;
  readonly mongoUrl: string;
  readonly size: Omit<RunSize, 'totalSleep'>;
  /** The command that repeats the run. */
  readonly repeatCommand: string;
  /** True if the database files are in the run folder, where they are kept if the run does not pass. */
  readonly ownsDatabase: boolean;
  readonly output: Output;
  readonly print: (line: string) => void;
  /** Aborts the judgement. */
  readonly signal: AbortSignal;
}

/** The width of the verdict in a file or a pipe. */
const DEFAULT_COLUMNS = 110;

const PAGE_TITLE = 'Steadfast: verdict of a run';

/** Lists the files of a run. */
function fileList(directory: string, hasDatabaseFiles: boolean): string[] {
  return [
    `Evidence in ${displayPath(directory)}:`,
    '  logs             master1.log, slave1.log …; *.out: standard output and error',
    '  journals         slave1.journal.jsonl …: what the slaves actually ran',
    '  MongoDB entries  mongodb-tasks-before.txt (as seeded), mongodb-tasks.txt (at the end), mongodb-ledger.txt',
    '  chaos            chaos.jsonl: each fault and when it was injected; seeded.jsonl: the tasks as seeded',
    '  verdict          verdict.txt: this text; verdict.html: with a timeline and the evidence for each check',
    ...(hasDatabaseFiles ? ['  database         mongod: the database files, kept because the run failed'] : []),
  ];
}

function summary({ progress, durationMs }: TaskRunResult): string {
  const { taskCounts, tasks, faults } = progress;
  const { success, reruns } = taskCounts;
  return `${success} of ${formatPlural(tasks, 'task')} succeeded in ${formatSeconds(durationMs)}: ${formatFaultCounts(faults, reruns)}.`;
}

/**
 * Collects the evidence of a run, writes the MongoDB entries and the verdict, as text and as a page, into its folder, and
 * prints the verdict. Returns true if the run passes. The database must still be up.
 * @throws {Error} when the evidence cannot be read or written
 */
export async function judgeRun(options: JudgeOptions, run: TaskRunResult): Promise<boolean> {
  const { directory, mongoUrl, repeatCommand, ownsDatabase, output, signal, print } = options;
  const { problems } = run;
  const evidence = await collectEvidence({ mongoUrl, directory });
  signal.throwIfAborted();
  await writeEntries(evidence, directory);
  const size = { ...options.size, totalSleep: run.totalSleep };
  const verdict = checkRun(evidence, expectationsOf(size));
  const passed = verdict.passed && problems.length === 0;
  await writePage(evidence, verdict, directory, { title: PAGE_TITLE, problems });
  const remarks = [
    ...(isTooShort(size)
      ? ['The run was too short to guarantee that kills take effect, so the verdict does not require any.']
      : []),
    ...problems.map((problem) => `✘ ${sanitize(problem)}`),
    ...(passed ? [] : ['This run FAILED.']),
  ];
  const ending = [
    ...remarks,
    ...(remarks.length === 0 ? [] : ['']),
    ...fileList(directory, !passed && ownsDatabase),
    '',
    `To repeat this run: ${repeatCommand}`,
  ].join('\n');
  const text = (width: number, colour: boolean): string =>
    `${summary(run)}\n\n${renderVerdict(verdict, { width, colour })}\n${ending}`;
  await writeFileAtomically(join(directory, 'verdict.txt'), `${text(DEFAULT_COLUMNS, false)}\n`);
  print(`\n${text(output.columns || DEFAULT_COLUMNS, wantsColour(output))}`);
  return passed;
}

/** Removes the files of the demo's own mongod, once it has stopped: the text files hold everything that was in it. */
export function removeDatabaseFiles(directory: string): Promise<void> {
  return rm(join(directory, 'mongod'), { recursive: true, force: true });
}
