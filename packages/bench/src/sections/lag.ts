import type { Figure } from '../figure.ts';
import { leastDisturbed } from '../other-load.ts';
import { lagMs } from '../projection-lag.ts';
import { measureBulkUpdates, measureInserts } from '../raw-rates.ts';
import type { Section } from '../section.ts';
import { percentile } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runNoOps, seedTasks, untilAllDone } from '../work.ts';

const SLAVES = 64;
const FULL = { warmUp: 2_000, tasks: 8_000, lightTasks: 100, inserts: 200, bulks: 6 } as const;
const QUICK = { warmUp: 0, tasks: 300, lightTasks: 10, inserts: 20, bulks: 1 } as const;

/** Under load the lags of several runs are taken together. */
const RUNS = { wanted: 2, most: 4 } as const;
const QUICK_RUNS = { wanted: 1, most: 1 } as const;

/** Under light load a task comes so often, in milliseconds. */
const LIGHT_INTERVAL_MS = 50;

const MOST_MS = 100;

/** How far the documents are behind the truth. */
export const lag: Section = {
  name: 'lag',
  title: "fact in the ledger → in its document, by the server's own times in the oplog (1 ms)",
  measure: ({ stage, quick }) =>
    stage.withScene(async (scene) => {
      const { database, signal } = scene;
      const counts = quick ? QUICK : FULL;
      await scene.addSlaves(SLAVES, SLAVES);
      await runNoOps(scene, counts.warmUp);
      const runs = quick ? QUICK_RUNS : RUNS;
      const heavy = await leastDisturbed(stage.pids, runs, () =>
        lagMs(stage, database, () => runNoOps(scene, counts.tasks)),
      );
      const light = await lagMs(stage, database, async () => {
        for (let done = 0; done < counts.lightTasks; done += 1) {
          await seedTasks(database, 1, 0, signal);
          await pause(LIGHT_INTERVAL_MS, signal);
        }
        await untilAllDone(scene);
      });
      const bulkMs = await measureBulkUpdates(database, counts.bulks);
      const insertMs = await measureInserts(database, counts.inserts);
      const expectation = { of: 'value', relation: 'at most', bound: MOST_MS } as const;
      const underLoad = (label: string, share: number) =>
        ({
          name: `documents behind, ${SLAVES} slaves, ${label}`,
          value: percentile(heavy.flat(), share),
          unit: 'ms',
        }) as const;
      const atEase = (label: string, share: number) =>
        ({ name: `documents behind, 20 tasks/s, ${label}`, value: percentile(light, share), unit: 'ms' }) as const;
      const bulk = (share: number) => ({ name: 'one bulk of 1,000', value: percentile(bulkMs, share) });
      const insert = (share: number) => ({ name: 'single insert', value: percentile(insertMs, share) });
      const figures: Figure[] = [
        { ...underLoad('p50', 0.5), limit: bulk(0.5) },
        { ...underLoad('p99', 0.99), limit: bulk(0.99), expectation },
        { ...atEase('p50', 0.5), limit: insert(0.5) },
        { ...atEase('p99', 0.99), limit: insert(0.99), expectation },
      ];
      return figures;
    }),
};
