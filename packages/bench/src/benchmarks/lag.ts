import type { Benchmark } from '../benchmark.ts';
import type { Measurement } from '../measurement.ts';
import { measureLeastDisturbed } from '../probes/other-load.ts';
import { measureProjectionLag } from '../probes/projection-lag.ts';
import { measureBulkUpdates, measureInserts } from '../probes/raw-rates.ts';
import { percentile } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runNoOps, seedTasks, waitForAllTasks } from '../workload.ts';

const SLAVES = 64;
const FULL = { warmUp: 2_000, tasks: 8_000, lightTasks: 100, inserts: 200, bulks: 6 } as const;
const QUICK = { warmUp: 0, tasks: 300, lightTasks: 10, inserts: 20, bulks: 1 } as const;

/** The lags of several runs under load are combined. */
const RUNS = { wanted: 2, max: 4 } as const;
const QUICK_RUNS = { wanted: 1, max: 1 } as const;

/** The time between two tasks under light load: 20 tasks per second. */
const LIGHT_INTERVAL_MS = 50;

const MAX_LAG_MS = 100;

/** Measures how far the task documents lag behind the ledger. */
export const lag: Benchmark = {
  name: 'lag',
  title: "time from a fact in the ledger to its task document, by the server's timestamps in the oplog (1 ms)",
  measure: ({ environment, quick }) =>
    environment.withCluster(async (cluster) => {
      const { database, signal } = cluster;
      const counts = quick ? QUICK : FULL;
      await cluster.addSlaves(SLAVES, SLAVES);
      await runNoOps(cluster, counts.warmUp);
      const runs = quick ? QUICK_RUNS : RUNS;
      const loadedLagMs = await measureLeastDisturbed(environment.pids, runs, () =>
        measureProjectionLag(environment, database, () => runNoOps(cluster, counts.tasks)),
      );
      const lightLagMs = await measureProjectionLag(environment, database, async () => {
        for (let done = 0; done < counts.lightTasks; done += 1) {
          await seedTasks(database, 1, 0, signal);
          await pause(LIGHT_INTERVAL_MS, signal);
        }
        await waitForAllTasks(cluster);
      });
      const bulkMs = await measureBulkUpdates(database, counts.bulks);
      const insertMs = await measureInserts(database, counts.inserts);
      const target = { of: 'value', relation: 'at most', bound: MAX_LAG_MS } as const;
      const loaded = (label: string, share: number) =>
        ({
          name: `document lag, ${SLAVES} slaves, ${label}`,
          value: percentile(loadedLagMs.flat(), share),
          unit: 'ms',
        }) as const;
      const light = (label: string, share: number) =>
        ({ name: `document lag, 20 tasks/s, ${label}`, value: percentile(lightLagMs, share), unit: 'ms' }) as const;
      const bulk = (share: number) => ({ name: 'one bulk of 1,000', value: percentile(bulkMs, share) });
      const insert = (share: number) => ({ name: 'single insert', value: percentile(insertMs, share) });
      const measurements: Measurement[] = [
        { ...loaded('p50', 0.5), baseline: bulk(0.5) },
        { ...loaded('p99', 0.99), baseline: bulk(0.99), target },
        { ...light('p50', 0.5), baseline: insert(0.5) },
        { ...light('p99', 0.99), baseline: insert(0.99), target },
      ];
      return measurements;
    }),
};
