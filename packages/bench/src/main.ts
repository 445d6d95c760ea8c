#!/usr/bin/env node
import { cpus } from 'node:os';
import { messageOf, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { isReached, ratioOf, type Figure } from './figure.ts';
import type { Context, Outcome, Section } from './section.ts';
import { SECTIONS } from './sections/index.ts';
import { watchOthers } from './other-load.ts';
import { openStage, type Stage } from './bench-environment.ts';
import { renderTable } from './table.ts';

const NAMES = SECTIONS.map(({ name }) => name).join(',');

async function readOptions(argv: readonly string[]) {
  const options = await parseCommandLine(
    {
      name: 'bench',
      description:
        'Measures Steadfast on this machine, beside the limits of the machine. Ends with 1 when an expectation is missed.',
      options: {
        only: { type: 'string', requiresArg: true, describe: `some sections, separated by commas: ${NAMES}` },
        quick: { type: 'boolean', default: false, describe: 'see that it works; the figures mean little' },
        json: { type: 'boolean', default: false, describe: 'print JSON in place of the table' },
        'no-fail': { type: 'boolean', default: false, describe: 'end with 0 even when an expectation is missed' },
      },
      examples: [['$0 --only throughput,kill', 'measure only these']],
    },
    argv,
  );
  const { only, quick, json } = options;
  const wanted = only?.split(',').map((name) => name.trim());
  const unknown = wanted?.find((name) => !SECTIONS.some((section) => section.name === name));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown} is none of ${NAMES}`);
  const sections = SECTIONS.filter(({ name }) => wanted?.includes(name) ?? true);
  return { sections, quick, json, fail: !options['no-fail'] };
}

/** Measures a section. That it failed does not keep the others from being measured, unless the run is to stop. */
async function measure(section: Section, context: Context): Promise<Outcome> {
  const { pids, signal } = context.stage;
  const othersShare = watchOthers(pids);
  try {
    const figures = await section.measure(context);
    return { section, figures, othersShare: othersShare() };
  } catch (error) {
    if (signal.aborted) throw new Error('stopped before the end; nothing is left behind', { cause: error });
    return { section, figures: [], failure: messageOf(error), othersShare: othersShare() };
  }
}

/** On what it was measured. */
function describeMachine({ mongod }: Stage): string {
  const cores = cpus();
  const machine = `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'})`;
  return `${machine}, Node ${process.versions.node}, mongod ${mongod.binary.version}; every write w: majority, j: true`;
}

function figureJson(figure: Figure) {
  return { ...figure, ratio: ratioOf(figure), reached: isReached(figure) };
}

function toJson(machine: string, outcomes: readonly Outcome[]): string {
  const sections = outcomes.map(({ section: { name, title }, figures, failure, othersShare }) => ({
    name,
    title,
    figures: figures.map(figureJson),
    failure,
    othersShare,
  }));
  return `${JSON.stringify({ machine, sections }, undefined, 2)}\n`;
}

/** @throws {Error} naming what was missed or failed */
function complain(outcomes: readonly Outcome[]): void {
  const missed = outcomes.flatMap(({ figures }) => figures.filter((figure) => isReached(figure) === false));
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const names = [...missed.map(({ name }) => name), ...failed.map(({ section }) => section.name)];
  if (names.length > 0) throw new Error(`missed: ${names.join('; ')}`);
}

await runMain(async (argv) => {
  const { sections, quick, json, fail } = await readOptions(argv);
  const startMs = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`${((performance.now() - startMs) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
  };
  const stage = await openStage(stopSignal(), say);
  const outcomes: Outcome[] = [];
  try {
    for (const section of sections) {
      say(`${section.name} …`);
      outcomes.push(await measure(section, { stage, quick, progress: (line) => say(`${section.name}: ${line}`) }));
    }
    const machine = describeMachine(stage);
    process.stdout.write(json ? toJson(machine, outcomes) : `${machine}\n\n${renderTable(outcomes)}`);
  } finally {
    await stage.close();
  }
  if (fail) complain(outcomes);
});
