import { join } from 'node:path';
import {
  checkRun,
  collectEvidence,
  formatSummary,
  hasEarlierRuns,
  renderProblems,
  renderVerdict,
  type Verdict,
  wrapText,
  writeEntries,
  writeRunFile,
} from '@steadfast/checker';
import { writePage } from '@steadfast/report';
import { sanitize } from '../view/styled-text.ts';
import { wantsColour, type Output } from '../view/view.ts';
import { closingList } from './closing-list.ts';
import { expectationsOf, isTooShort, type RunSize } from './expectations.ts';
import { pointLatestAt, VERDICT_FILE } from './run-folders.ts';
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
  readonly print: (text: string) => void;
  /** Aborts the judgement. */
  readonly signal: AbortSignal;
}

/** The width of the verdict in a file or a pipe. */
const DEFAULT_COLUMNS = 110;

const PAGE_TITLE = 'Steadfast: verdict of a run';

const TOO_SHORT = 'The run was too short to guarantee that kills take effect, so the verdict does not require any.';

const EARLIER_RUNS =
  'The checks cover everything in this database, including earlier runs; the figures in the first line are those of this run.';

/** Renders everything that is printed about a run at its end, in lines of at most `width` characters. */
function renderEnding(
  verdict: Verdict,
  problems: readonly string[],
  remarks: readonly string[],
  closing: (width: number) => readonly string[],
  { width, colour }: { readonly width: number; readonly colour: boolean },
): string {
  return [
    ...wrapText(formatSummary(verdict.summary), width),
    '',
    renderVerdict(verdict, { width, colour }),
    ...remarks.flatMap((remark) => [...wrapText(remark, width), '']),
    ...renderProblems(problems, { width, colour }),
    ...closing(width),
  ].join('\n');
}

/**
 * Collects the evidence of a run, writes the MongoDB entries and the verdict, as text and as a page, into its folder, and
 * prints the verdict. Returns true if the run passes. The database must still be up.
 * @throws {Error} when the evidence cannot be read or written
 */
export async function judgeRun(options: JudgeOptions, run: TaskRunResult): Promise<boolean> {
  const { directory, mongoUrl, repeatCommand, ownsDatabase, output, signal, print } = options;
  const problems = run.problems.map(sanitize);
  const size = { ...options.size, totalSleep: run.totalSleep };
  const expectations = expectationsOf(size);
  await writeRunFile(directory, { startedAtMs: run.startedAtMs, expectations, problems });
  const evidence = await collectEvidence({ mongoUrl, directory });
  signal.throwIfAborted();
  await writeEntries(evidence, directory);
  const verdict = checkRun(evidence, expectations);
  const passed = verdict.passed && problems.length === 0;
  await writePage(evidence, verdict, directory, { title: PAGE_TITLE, problems });
  const remarks = [...(isTooShort(size) ? [TOO_SHORT] : []), ...(hasEarlierRuns(evidence) ? [EARLIER_RUNS] : [])];
  const closing = (width: number): string[] =>
    closingList({ directory, hasDatabaseFiles: !passed && ownsDatabase, repeatCommand }, width);
  const render = (width: number, colour: boolean): string =>
    renderEnding(verdict, problems, remarks, closing, { width, colour });
  await writeFileAtomically(join(directory, VERDICT_FILE), `${render(DEFAULT_COLUMNS, false)}\n`);
  pointLatestAt(directory);
  print(`\n${render(output.columns || DEFAULT_COLUMNS, wantsColour(output))}`);
  return passed;
}
