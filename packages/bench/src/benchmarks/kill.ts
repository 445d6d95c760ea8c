import type { Benchmark } from '../benchmark.ts';
import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import { openExitDetector, type ExitDetector } from '../environment/exit-detector.ts';
import type { Measurement } from '../measurement.ts';
import { readJournals, type JournalEvent } from '../probes/journals.ts';
import { lastEntryNumber, waitForSlaves } from '../probes/ledger.ts';
import { machineMs } from '../probes/machine-clock.ts';
import { measureLeastDisturbed } from '../probes/other-load.ts';
import { measureInserts } from '../probes/raw-rates.ts';
import { latestStarts, waitForRestart } from '../probes/takeover.ts';
import { percentile } from '../statistics.ts';
import { pause, waitUntil } from '../wait.ts';
import { runEndlessTasks, tasksOf } from '../workload.ts';

/** Half of the slaves are busy, and the others are spare. */
const FULL = { slaves: 8, tasks: 4, inserts: 200, kills: 20, batches: { wanted: 5, max: 7 } } as const;
const QUICK = { slaves: 4, tasks: 2, inserts: 20, kills: 3, batches: { wanted: 1, max: 1 } } as const;

const MAX_RESTART_MS = 50;

/** Each kill is delayed by a random time up to this, so that no timer of the master favours it. */
const MAX_DELAY_MS = 100;

/** The times after one kill, in milliseconds. */
interface Takeover {
  /** Until the kernel closed the connections of the process: its death cannot be observed earlier. */
  readonly closedMs: number;
  /** Until another slave started its task. */
  readonly startedMs: number;
}

/** Kills the slave of an execution, and waits until another slave runs its task and the killed slave is back. */
async function killSlaveOf(
  { database, slaveProcesses, signal, folder }: BenchCluster,
  exitDetector: ExitDetector,
  victim: JournalEvent,
): Promise<Takeover> {
  const child = slaveProcesses.find(({ names }) => names.includes(victim.host))?.child;
  const pid = child?.pid;
  if (child === undefined || pid === undefined) throw new Error(`there is no process of ${victim.host}`);
  await pause(Math.random() * MAX_DELAY_MS, signal);
  const killedAtMs = machineMs();
  child.kill('SIGKILL');
  const next = await waitForRestart(folder, victim, signal);
  await killChild(child);
  const connectionsClosed = (): boolean => exitDetector.exitedAtMs(pid) !== undefined;
  await waitUntil('the kernel has closed its connections', connectionsClosed, { signal });
  const after = await lastEntryNumber(database);
  child.start();
  await waitForSlaves(database, [victim.host], after, signal);
  // The next kill must hit a task that is known to be running.
  const notRunning = { state: { $ne: 'running' } };
  await waitUntil('all tasks are running', async () => (await tasksOf(database).findOne(notRunning)) === null, {
    signal,
  });
  return { closedMs: (exitDetector.exitedAtMs(pid) ?? Number.NaN) - killedAtMs, startedMs: next.atMs - killedAtMs };
}

/** Kills slaves one after the other. */
async function killSlaves(cluster: BenchCluster, exitDetector: ExitDetector, kills: number): Promise<Takeover[]> {
  const takeovers: Takeover[] = [];
  while (takeovers.length < kills) {
    const running = latestStarts(readJournals(cluster.folder));
    const victim = running[takeovers.length % running.length];
    if (victim === undefined) throw new Error('no task is running, so there is no slave to kill');
    takeovers.push(await killSlaveOf(cluster, exitDetector, victim));
  }
  return takeovers;
}

/** Returns a percentile of the whole time after a kill, and of the part of it that the scheduler is responsible for. */
function measurementsOf(takeovers: readonly Takeover[], insertMs: readonly number[], share: 0.5 | 0.99): Measurement[] {
  const at = (part: (takeover: Takeover) => number): number => percentile(takeovers.map(part), share);
  const whole = {
    name: `kill → started elsewhere, p${100 * share} of ${takeovers.length}`,
    value: at(({ startedMs }) => startedMs),
    unit: 'ms',
    baseline: { name: 'kill → kernel closes sockets', value: at(({ closedMs }) => closedMs) },
  } as const;
  const scheduler = {
    name: `sockets closed → started elsewhere, p${100 * share}`,
    value: at(({ startedMs, closedMs }) => startedMs - closedMs),
    unit: 'ms',
    baseline: { name: 'single insert', value: percentile(insertMs, share) },
  } as const;
  const target = { of: 'value', relation: 'at most', bound: MAX_RESTART_MS } as const;
  return [share === 0.99 ? { ...whole, target } : whole, scheduler];
}

/** Measures how soon another slave starts the task of a slave that was killed. */
export const kill: Benchmark = {
  name: 'kill',
  title: 'time from SIGKILL of a slave to the start of its task on another slave, by their journals (some µs)',
  measure: ({ environment, quick, progress }) =>
    environment.withCluster(async (cluster) => {
      const { slaves, tasks, inserts, kills, batches } = quick ? QUICK : FULL;
      const exitDetector = await openExitDetector();
      try {
        await cluster.addSlaves(slaves, 1, ['--exit-detector-port', `${exitDetector.port}`]);
        await runEndlessTasks(cluster, tasks);
        const insertMs = await measureInserts(cluster.database, inserts);
        const takeovers = await measureLeastDisturbed(environment.pids, batches, async () => {
          const batch = await killSlaves(cluster, exitDetector, kills);
          progress(`${kills} kills, maximum ${Math.max(...batch.map(({ startedMs }) => startedMs)).toFixed(1)} ms`);
          return batch;
        });
        insertMs.push(...(await measureInserts(cluster.database, inserts)));
        return ([0.5, 0.99] as const).flatMap((share) => measurementsOf(takeovers.flat(), insertMs, share));
      } finally {
        exitDetector.close();
      }
    }),
};
