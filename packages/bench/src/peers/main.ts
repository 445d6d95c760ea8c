#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { checkInteger, messageOf, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import { PEER_MEASUREMENTS } from './measurements/index.ts';
import { WORKERS } from './measurements/session.ts';
import { renderReport, type PeerReport, type ReportedSystem } from './report.ts';
import { runRounds, type RunnableSystem } from './run-rounds.ts';
import type { InstallContext, System } from './system.ts';
import { REFERENCE, SYSTEMS } from './systems/index.ts';

const MS_PER_SECOND = 1_000;

const SYSTEM_NAMES = SYSTEMS.map(({ name }) => name).join(',');
const MEASUREMENT_NAMES = PEER_MEASUREMENTS.map(({ name }) => name).join(',');

/** Returns the members of a list that are named in an option, in the order of the list; all of them without it. */
function select<Member extends { readonly name: string }>(
  option: string,
  value: string | undefined,
  all: readonly Member[],
): Member[] {
  const names = value?.split(',').map((name) => name.trim());
  const unknown = names?.find((name) => !all.some((member) => member.name === name));
  if (unknown !== undefined)
    throw new UsageError(`--${option} ${unknown} is not one of ${all.map(({ name }) => name).join(',')}`);
  return all.filter(({ name }) => names?.includes(name) ?? true);
}

async function readOptions(argv: readonly string[]) {
  const options = await parseCommandLine(
    {
      name: 'bench-peers',
      description:
        'Measure Steadfast and other schedulers in interleaved rounds on this machine, at equal durability, each with ' +
        `${WORKERS} worker processes that run one task at a time. Installs the others into .steadfast/peers.`,
      options: {
        systems: {
          type: 'string',
          requiresArg: true,
          describe: `systems to measure, separated by commas: ${SYSTEM_NAMES}`,
        },
        only: {
          type: 'string',
          requiresArg: true,
          describe: `measurements, separated by commas: ${MEASUREMENT_NAMES}`,
        },
        rounds: { type: 'number', default: 3, requiresArg: true, describe: 'number of rounds' },
        tasks: {
          type: 'number',
          requiresArg: true,
          describe: 'number of no-op tasks; enough for some seconds by default',
        },
        cap: {
          type: 'number',
          default: 60,
          requiresArg: true,
          describe: 'how long to wait for a failover, in seconds',
        },
        failovers: {
          type: 'number',
          default: 5,
          requiresArg: true,
          describe: 'failovers per round, if they are quick',
        },
        json: { type: 'string', requiresArg: true, describe: 'also write the results to this file' },
      },
      examples: [['$0 --systems steadfast,bullmq --only noop,kill --rounds 1', 'a quick comparison']],
    },
    argv,
  );
  return {
    systems: select('systems', options.systems, SYSTEMS),
    measurements: select('only', options.only, PEER_MEASUREMENTS),
    rounds: checkInteger('rounds', options.rounds, 1, 100),
    tasks: options.tasks === undefined ? undefined : checkInteger('tasks', options.tasks, 100, 1_000_000),
    capMs: checkInteger('cap', options.cap, 1, 86_400) * MS_PER_SECOND,
    failovers: checkInteger('failovers', options.failovers, 1, 1_000),
    json: options.json,
  };
}

/** Installs a system; the reason why it cannot be is part of the result. */
async function installSystem(
  system: System,
  context: InstallContext,
): Promise<ReportedSystem & Partial<RunnableSystem>> {
  try {
    const installed = await system.install(context);
    return { system, installed, versions: installed.versions };
  } catch (error) {
    context.signal.throwIfAborted();
    context.progress(`${system.name} is skipped: ${messageOf(error)}`);
    return { system, skipped: messageOf(error) };
  }
}

function describeMachine(): string {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cores[0]?.model.trim() ?? 'unknown';
  return `${cores.length} cores (${model}), ${memory} GiB, ${process.platform} ${release()}, Node ${process.versions.node}`;
}

await runMain(async (argv) => {
  const options = await readOptions(argv);
  const startMs = performance.now();
  const progress = (line: string): void => {
    process.stderr.write(`${((performance.now() - startMs) / MS_PER_SECOND).toFixed(0).padStart(4)} s  ${line}\n`);
  };
  const signal = stopSignal();
  const date = new Date().toISOString().slice(0, 10);
  const systems: (ReportedSystem & Partial<RunnableSystem>)[] = [];
  for (const system of options.systems) systems.push(await installSystem(system, { signal, progress }));
  const runnable = systems.flatMap(({ system, installed }) => (installed === undefined ? [] : [{ system, installed }]));
  const results = await runRounds({ ...options, systems: runnable, signal, progress }).catch((error: unknown) => {
    if (signal.aborted) throw new Error('stopped before the end; no process or file is left behind', { cause: error });
    throw error;
  });
  const report: PeerReport = {
    machine: describeMachine(),
    date,
    reference: REFERENCE.name,
    rounds: options.rounds,
    systems,
    results,
  };
  process.stdout.write(renderReport(report));
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  const failed = results.flatMap(({ system, failures }) => (failures.length > 0 ? [system] : []));
  if (failed.length > 0) throw new Error(`some measurements failed: ${[...new Set(failed)].join(', ')}`);
});
