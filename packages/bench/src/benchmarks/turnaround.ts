import type { Benchmark } from '../benchmark.ts';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { readJournal, type JournalEvent } from '../probes/journals.ts';
import { measureLeastDisturbed } from '../probes/other-load.ts';
import { measureInserts } from '../probes/raw-rates.ts';
import { measureRoundTrips } from '../probes/round-trips.ts';
import { percentile } from '../statistics.ts';
import { runNoOps } from '../workload.ts';

const FULL = { warmUp: 1_000, tasks: 2_000, probes: 500, runs: { wanted: 1, max: 3 } } as const;
const QUICK = { warmUp: 0, tasks: 50, probes: 50, runs: { wanted: 1, max: 1 } } as const;

/** One run, and the limits right before and after it, in milliseconds. */
interface TurnaroundRun {
  readonly gapMs: readonly number[];
  readonly roundTripMs: readonly number[];
  readonly insertMs: readonly number[];
}

/** Returns the milliseconds between the end of each execution and the start of the next one in a journal. */
function gapsBetween(events: readonly JournalEvent[]): number[] {
  return events.flatMap((event, index) => {
    const previous = events[index - 1];
    return event.event === 'started' && previous?.event === 'finished' ? [event.atMs - previous.atMs] : [];
  });
}

async function measureRun(cluster: BenchCluster, tasks: number, probes: number): Promise<TurnaroundRun> {
  const { database, address, folder, signal } = cluster;
  const measureLimits = async () => ({
    roundTripMs: await measureRoundTrips(address, probes, signal),
    insertMs: await measureInserts(database, probes),
  });
  const before = await measureLimits();
  const earlierEvents = readJournal(folder, 'slave1').length;
  await runNoOps(cluster, tasks);
  const gapMs = gapsBetween(readJournal(folder, 'slave1').slice(earlierEvents));
  const after = await measureLimits();
  return {
    gapMs,
    roundTripMs: [...before.roundTripMs, ...after.roundTripMs],
    insertMs: [...before.insertMs, ...after.insertMs],
  };
}

function measurementsOf({ gapMs, roundTripMs, insertMs }: TurnaroundRun, share: number): Measurement[] {
  const measured = {
    name: `finish → next start, p${100 * share}`,
    value: percentile(gapMs, share),
    unit: 'ms',
  } as const;
  const [insert, roundTrip] = [percentile(insertMs, share), percentile(roundTripMs, share)];
  return [
    { ...measured, baseline: { name: 'gRPC round trip + insert', value: insert + roundTrip } },
    { ...measured, baseline: { name: 'gRPC round trip', value: roundTrip } },
    { ...measured, baseline: { name: 'single insert', value: insert } },
  ];
}

/** Measures how long a slave is idle between two tasks: its report and the next placement must become durable first. */
export const turnaround: Benchmark = {
  name: 'turnaround',
  title: 'time from finish to next start on the same slave, by its journal; limits measured before and after',
  measure: ({ environment, quick }) =>
    environment.withCluster(async (cluster) => {
      const { warmUp, tasks, probes, runs } = quick ? QUICK : FULL;
      await cluster.addSlaves(1, 1);
      await runNoOps(cluster, warmUp);
      const measured = await measureLeastDisturbed(environment.pids, runs, () => measureRun(cluster, tasks, probes));
      return [0.5, 0.99].flatMap((share) => measured.flatMap((run) => measurementsOf(run, share)));
    }),
};
