import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '@steadfast/cluster';
import { collectEvidence, judge, renderVerdict, writeEntries } from '@steadfast/checker';
import { commandToRepeat } from './demo-options.ts';
import type { DemoRun } from './demo-run.ts';
import type { DemoStage } from './demo-stage.ts';
import { expectationsOf, isTooShort } from './expect.ts';
import { seconds } from './happenings.ts';
import { count, hitsText } from './live-text.ts';
import { printable } from './styled-text.ts';
import { typedPath } from './typed-path.ts';
import { wantsColour } from './view.ts';

/** Columns where the output does not say how many it has. */
const DEFAULT_COLUMNS = 110;

/** Writes a file that either is whole or is not there. */
const writeWhole = async (path: string, text: string): Promise<void> => {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
};

/** Where everything lies, in lines. */
const filesText = (directory: string, hasData: boolean): string[] => [
  `The evidence lies in ${typedPath(directory)}`,
  '  logs             master1.log, slave1.log … (and .out: what they printed)',
  '  journals         slave1.journal.jsonl …: what the slaves really ran',
  '  MongoDB entries  mongodb-tasks.txt, mongodb-ledger.txt',
  '  chaos            chaos.jsonl: who was killed when; seeded.jsonl: the tasks as they were seeded',
  '  this verdict     verdict.txt',
  ...(hasData ? ["  mongod           the database's data, kept because something does not hold"] : []),
];

/** What happened, in a line. */
const summary = ({ progress, tookMs }: DemoRun): string => {
  const { counts, tasks } = progress;
  const { success } = counts;
  return `${success} of ${count(tasks, 'task')} succeeded in ${seconds(tookMs)}: ${hitsText(progress)}.`;
};

/**
 * Collects the evidence of a run, writes the MongoDB entries and the verdict into its folder, and prints the verdict;
 * true when all holds. The database must still be up.
 * @throws {Error} when the evidence cannot be read or written
 */
export const conclude = async (stage: DemoStage, cluster: Cluster, run: DemoRun): Promise<boolean> => {
  const { options, directory, output, signal, print } = stage;
  const evidence = await collectEvidence({ mongoUrl: cluster.mongoUrl, directory });
  signal.throwIfAborted();
  await writeEntries(evidence, directory);
  const size = { ...options, totalSleep: run.totalSleep };
  const verdict = judge(evidence, expectationsOf(size));
  const met = verdict.met && run.complaints.length === 0;
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
    ...filesText(directory, !met && cluster.mongod !== undefined),
    '',
    `The same tasks and the same plan again: ${commandToRepeat(options)}`,
  ].join('\n');
  const text = (width: number, colour: boolean): string =>
    `${summary(run)}\n\n${renderVerdict(verdict, { width, colour })}\n${ending}`;
  await writeWhole(join(directory, 'verdict.txt'), `${text(DEFAULT_COLUMNS, false)}\n`);
  print(`\n${text(output.columns || DEFAULT_COLUMNS, wantsColour(output))}`);
  return met;
};

/** Removes the data of the demo's own mongod, once it has stopped: what it held stands in the text files. */
export const removeData = (directory: string): Promise<void> =>
  rm(join(directory, 'mongod'), { recursive: true, force: true });
