import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { collectEvidence, judge, renderVerdict, writeEntries } from '@steadfast/checker';
import { writePage } from '@steadfast/report';
import { expectationsOf, isTooShort, type RunSize } from './expectations.ts';
import { seconds } from '../view/events.ts';
import { count, hitsText } from '../view/live-text.ts';
import type { Performed } from './run-tasks.ts';
import { printable } from '../view/styled-text.ts';
import { typedPath } from '../view/typed-path.ts';
import { wantsColour, type Output } from '../view/view.ts';

/** What is known of a run besides what became of it. */
export interface Circumstances {
  /** The run folder: logs, journals, the chaos record. */
  readonly directory: string;
  readonly mongoUrl: string;
  readonly size: Omit<RunSize, 'totalSleep'>;
  /** The command that does the same again. */
  readonly repeat: string;
  /** Whether the data of the database are kept in the folder when something does not hold. */
  readonly hasData: boolean;
  readonly output: Output;
  readonly print: (line: string) => void;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/** Columns where the output does not say how many it has. */
const DEFAULT_COLUMNS = 110;

/** What the page with the verdict is called. */
const PAGE_TITLE = 'Steadfast: the verdict of a run';

/** Writes a file that either is whole or is not there. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

/** Where everything lies, in lines. */
function filesText(directory: string, hasData: boolean): string[] {
  return [
    `The evidence lies in ${typedPath(directory)}`,
    '  logs             master1.log, slave1.log … (and .out: what they printed)',
    '  journals         slave1.journal.jsonl …: what the slaves really ran',
    '  MongoDB entries  mongodb-tasks-before.txt (as seeded), mongodb-tasks.txt (at the end), mongodb-ledger.txt',
    '  chaos            chaos.jsonl: who was killed when; seeded.jsonl: the tasks as they were seeded',
    '  this verdict     verdict.txt; verdict.html: with a picture and the lines that show it, for a browser',
    ...(hasData ? ["  mongod           the database's data, kept because something does not hold"] : []),
  ];
}

/** What happened, in a line. */
function summary({ progress, tookMs }: Performed): string {
  const { counts, tasks } = progress;
  const { success } = counts;
  return `${success} of ${count(tasks, 'task')} succeeded in ${seconds(tookMs)}: ${hitsText(progress)}.`;
}

/**
 * Collects the evidence of a run, writes the MongoDB entries and the verdict, as text and as a page, into its folder,
 * and prints the verdict; true when all holds. The database must still be up.
 * @throws {Error} when the evidence cannot be read or written
 */
export async function conclude(circumstances: Circumstances, run: Performed): Promise<boolean> {
  const { directory, mongoUrl, repeat, hasData, output, signal, print } = circumstances;
  const evidence = await collectEvidence({ mongoUrl, directory });
  signal.throwIfAborted();
  await writeEntries(evidence, directory);
  const size = { ...circumstances.size, totalSleep: run.totalSleep };
  const verdict = judge(evidence, expectationsOf(size));
  const met = verdict.met && run.complaints.length === 0;
  await writePage(evidence, verdict, directory, { title: PAGE_TITLE, complaints: run.complaints });
  const remarks = [
    ...(isTooShort(size)
      ? ['So little to do that kills may have come too late: the verdict does not insist on them.']
      : []),
    ...run.complaints.map((complaint) => `✘ ${printable(complaint)}`),
  ];
  const ending = [
    ...remarks,
    ...(met ? [] : ['This run does NOT pass.']),
    ...(met && remarks.length === 0 ? [] : ['']),
    ...filesText(directory, !met && hasData),
    '',
    `The same plan again: ${repeat}`,
  ].join('\n');
  const text = (width: number, colour: boolean): string =>
    `${summary(run)}\n\n${renderVerdict(verdict, { width, colour })}\n${ending}`;
  await writeWhole(join(directory, 'verdict.txt'), `${text(DEFAULT_COLUMNS, false)}\n`);
  print(`\n${text(output.columns || DEFAULT_COLUMNS, wantsColour(output))}`);
  return met;
}

/** Removes the data of the demo's own mongod, once it has stopped: what it held stands in the text files. */
export function removeData(directory: string): Promise<void> {
  return rm(join(directory, 'mongod'), { recursive: true, force: true });
}
