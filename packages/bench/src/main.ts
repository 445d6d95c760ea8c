#!/usr/bin/env node
import { cpus } from 'node:os';
import { checkInteger, messageOf, parseCommandLine, runMain, stopSignal, UsageError } from '@steadfast/runtime';
import type { Benchmark, BenchmarkContext, BenchmarkOutcome } from './benchmark.ts';
import { BENCHMARKS } from './benchmarks/index.ts';
import { openBenchEnvironment, type BenchEnvironment } from './environment/bench-environment.ts';
import { isMet, ratioOf, type Measurement } from './measurement.ts';
import { describeOtherLoad, watchOtherLoad } from './probes/other-load.ts';
import { waitForQuietMachine } from './probes/quiet-machine.ts';
import { renderTable } from './table.ts';

const NAMES = BENCHMARKS.map(({ name }) => name).join(',');

async function readOptions(argv: readonly string[]) {
  const options = await parseCommandLine(
    {
      name: 'bench',
      description:
        'Measure the performance of Steadfast and compare it with the limits of this machine.\n' +
        'Exits with code 1 if a target is missed.',
      options: {
        only: { type: 'string', requiresArg: true, describe: `benchmarks to run, separated by commas: ${NAMES}` },
        quick: { type: 'boolean', default: false, describe: 'only check that the benchmarks work' },
        waiting: {
          type: 'number',
          default: 1_000_000,
          requiresArg: true,
          describe: 'number of waiting tasks in the benchmark backlog; 10000000 takes about half an hour',
        },
        'quiet-wait': {
          type: 'number',
          default: 300,
          requiresArg: true,
          describe: 'how long to wait in total until other programs use little CPU time, in seconds',
        },
        json: { type: 'boolean', default: false, describe: 'print JSON instead of a table' },
        'no-fail': { type: 'boolean', default: false, describe: 'exit with code 0 even if a target is missed' },
      },
      examples: [['$0 --only throughput,kill', 'run two of the benchmarks']],
    },
    argv,
  );
  const { only, quick, json } = options;
  const waiting = checkInteger('waiting', options.waiting, 1_000, 100_000_000);
  const quietWaitS = checkInteger('quiet-wait', options['quiet-wait'], 0, 86_400);
  const selected = only?.split(',').map((name) => name.trim());
  const unknown = selected?.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown} is not one of ${NAMES}`);
  const benchmarks = BENCHMARKS.filter(({ name }) => selected?.includes(name) ?? true);
  return { benchmarks, quick, waiting, quietWaitS, json, fail: !options['no-fail'] };
}

/** Runs a benchmark. Its failure is part of the outcome, so that the others still run, unless the user stops the run. */
async function runBenchmark(benchmark: Benchmark, context: BenchmarkContext): Promise<BenchmarkOutcome> {
  const { pids, signal } = context.environment;
  const otherLoadShare = watchOtherLoad(pids);
  try {
    const measurements = await benchmark.measure(context);
    return { benchmark, measurements, otherLoadShare: otherLoadShare() };
  } catch (error) {
    if (signal.aborted) throw new Error('stopped before the end; no process or file is left behind', { cause: error });
    return { benchmark, measurements: [], failure: messageOf(error), otherLoadShare: otherLoadShare() };
  }
}

function describeMachine({ mongod }: BenchEnvironment): string {
  const cores = cpus();
  const machine = `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'})`;
  return `${machine}, Node ${process.versions.node}, mongod ${mongod.binary.version}; all writes use w: majority, j: true`;
}

function measurementJson(measurement: Measurement) {
  return { ...measurement, ratio: ratioOf(measurement), met: isMet(measurement) };
}

function toJson(machine: string, outcomes: readonly BenchmarkOutcome[]): string {
  const benchmarks = outcomes.map(({ benchmark: { name, title }, measurements, failure, otherLoadShare }) => ({
    name,
    title,
    measurements: measurements.map(measurementJson),
    failure,
    otherLoadShare,
  }));
  return `${JSON.stringify({ machine, benchmarks }, undefined, 2)}\n`;
}

/** @throws {Error} naming the targets that were missed and the benchmarks that failed */
function assertTargetsMet(outcomes: readonly BenchmarkOutcome[]): void {
  const missed = outcomes.flatMap(({ measurements }) => measurements.filter((each) => isMet(each) === false));
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const names = [...missed.map(({ name }) => name), ...failed.map(({ benchmark }) => benchmark.name)];
  if (names.length > 0) throw new Error(`missed: ${names.join('; ')}`);
}

await runMain(async (argv) => {
  const { benchmarks, quick, waiting, quietWaitS, json, fail } = await readOptions(argv);
  const startMs = performance.now();
  const print = (line: string): void => {
    process.stderr.write(`${((performance.now() - startMs) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
  };
  const environment = await openBenchEnvironment(stopSignal(), print);
  const outcomes: BenchmarkOutcome[] = [];
  try {
    let quietWaitMs = quick ? 0 : 1_000 * quietWaitS;
    for (const benchmark of benchmarks) {
      const { pids, signal } = environment;
      quietWaitMs -= await waitForQuietMachine({ pids, signal, progress: print, maxMs: quietWaitMs });
      print(`${benchmark.name} …`);
      const progress = (line: string): void => print(`${benchmark.name}: ${line}`);
      outcomes.push(await runBenchmark(benchmark, { environment, quick, waiting, progress }));
    }
    const load = describeOtherLoad(outcomes.map(({ otherLoadShare }) => otherLoadShare));
    const machine = `${describeMachine(environment)}\n${load}`;
    process.stdout.write(json ? toJson(machine, outcomes) : `${machine}\n\n${renderTable(outcomes)}`);
  } finally {
    await environment.close();
  }
  if (fail) assertTargetsMet(outcomes);
});
