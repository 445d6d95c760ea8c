#!/usr/bin/env node
import { parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { openBenchEnvironment } from '../environment/bench-environment.ts';
import { rowFormatter } from '../table.ts';
import { ATTACKS, isAttackName, type AttackName } from './attacks.ts';
import { measureAttack, type AttackReport } from './measure-attack.ts';

/** How much slower the slowest tasks of a healthy slave may become. */
const MAX_SLOWDOWN = 3;

/** How much more memory the master may take, in megabytes. */
const MAX_MEMORY_GROWTH_MB = 100;

/**
 * How much of that may still be in use after a collection of garbage, in megabytes: a thousand connections and as many
 * sessions that have not registered, at about 50 kB for both.
 */
const MAX_RETAINED_GROWTH_MB = 50;

const COLUMNS = [
  'attack',
  'p50',
  'p99',
  'p99 ratio',
  'memory',
  'retained',
  'newcomers',
  'slowest',
  'entries',
  'log',
  'missed',
];

async function readNames(argv: readonly string[]): Promise<readonly AttackName[]> {
  const all = Object.keys(ATTACKS).filter(isAttackName);
  const { only } = await parseCommandLine(
    {
      name: 'attack',
      description:
        'Attack a master on this machine, and measure what that does to healthy peers.\n' +
        'Exits with code 1 if an expectation is missed.',
      options: {
        only: { type: 'string', requiresArg: true, describe: `attacks, separated by commas: ${all.join(',')}` },
      },
      examples: [['$0 --only unread', 'one attack']],
    },
    argv,
  );
  const selected = only?.split(',') ?? all;
  const unknown = selected.find((name) => !isAttackName(name));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown} is not one of ${all.join(', ')}`);
  return selected.filter(isAttackName);
}

/** Returns the expectations that an attack missed. */
function missedBy({ quiet, attacked, memory, retained, newcomers, done }: AttackReport): string[] {
  return [
    ...(attacked.p99 <= MAX_SLOWDOWN * quiet.p99 ? [] : ['p99']),
    ...(memory.peak - memory.quiet <= MAX_MEMORY_GROWTH_MB ? [] : ['memory']),
    ...(retained.attacked - retained.quiet <= MAX_RETAINED_GROWTH_MB ? [] : ['retained']),
    ...(done['accepted'] === undefined ? [] : ['impostors']),
    ...(newcomers.refusals.length === 0 ? [] : ['newcomers']),
  ];
}

function cellsOf(report: AttackReport): string[] {
  const { name, quiet, attacked, memory, retained, newcomers, entries, logMegabytes } = report;
  const { attempts, refusals, maxMs } = newcomers;
  return [
    name,
    `${quiet.p50.toFixed(1)} → ${attacked.p50.toFixed(1)} ms`,
    `${quiet.p99.toFixed(1)} → ${attacked.p99.toFixed(1)} ms`,
    `${(attacked.p99 / quiet.p99).toFixed(1)} ×`,
    `${memory.quiet.toFixed(0)} → ${memory.peak.toFixed(0)} MB`,
    `${retained.quiet.toFixed(0)} → ${retained.attacked.toFixed(0)} MB`,
    `${refusals.length} of ${attempts} refused`,
    `${maxMs.toFixed(0)} ms`,
    `${entries}`,
    `${logMegabytes.toFixed(1)} MB`,
    missedBy(report).join(', ') || 'nothing',
  ];
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

await runMain(async (argv) => {
  const names = await readNames(argv);
  const environment = await openBenchEnvironment(stopSignal(), print);
  const reports: AttackReport[] = [];
  try {
    for (const name of names) {
      print(`${name}: ${ATTACKS[name].title} …`);
      const report = await measureAttack(environment, name);
      reports.push(report);
      print(`${name}: the attacker did ${JSON.stringify(report.done)}`);
      for (const refusal of new Set(report.newcomers.refusals)) print(`${name}: a newcomer was refused: ${refusal}`);
    }
  } finally {
    await environment.close();
  }
  const rows = [COLUMNS, ...reports.map(cellsOf)];
  const format = rowFormatter(rows);
  process.stdout.write(`${rows.map(format).join('\n')}\n`);
  const missed = reports.filter((report) => missedBy(report).length > 0).map(({ name }) => name);
  if (missed.length > 0) throw new Error(`expectations missed: ${missed.join(', ')}`);
});
