import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS } from '@steadfast/protocol';
import type { Benchmark } from '../benchmark.ts';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import { readJournals, type JournalEvent } from '../probes/journals.ts';
import { machineMs } from '../probes/machine-clock.ts';
import { latestStarts, waitForRestart } from '../probes/takeover.ts';
import { median } from '../statistics.ts';
import { pause } from '../wait.ts';
import { runEndlessTasks } from '../workload.ts';

/** There is one spare slave for each slave that is frozen. */
const FULL_FREEZES = 8;
const QUICK_FREEZES = 2;

const MAX_RESTART_S = 4;

/** Each freeze is delayed by a random time up to this, so that it hits a different phase of the keepalive. */
const MAX_DELAY_MS = 1_500;

const MS_PER_SECOND = 1_000;

/** Freezes the slave of an execution; returns the seconds until another slave starts the task. */
async function freezeSlaveOf({ slaveProcesses, folder, signal }: BenchCluster, victim: JournalEvent): Promise<number> {
  const child = slaveProcesses.find(({ names }) => names.includes(victim.host))?.child;
  await pause(Math.random() * MAX_DELAY_MS, signal);
  const frozenAtMs = machineMs();
  child?.kill('SIGSTOP');
  const next = await waitForRestart(folder, victim, signal);
  return (next.atMs - frozenAtMs) / MS_PER_SECOND;
}

/** Measures how soon another slave starts the task of a slave that stopped responding. */
export const freeze: Benchmark = {
  name: 'freeze',
  title: 'time from SIGSTOP of a slave to the start of its task on another slave, by their journals',
  measure: ({ environment, quick }) =>
    environment.withCluster(async (cluster) => {
      const freezes = quick ? QUICK_FREEZES : FULL_FREEZES;
      await cluster.addSlaves(2 * freezes, 1);
      await runEndlessTasks(cluster, freezes);
      const running = latestStarts(readJournals(cluster.folder));
      const restartS = await Promise.all(running.map((victim) => freezeSlaveOf(cluster, victim)));
      const keepaliveS = (KEEPALIVE_TIME_MS + KEEPALIVE_TIMEOUT_MS) / MS_PER_SECOND;
      const baseline = { name: 'keepalive, by design', value: keepaliveS };
      return [
        { name: `freeze → started elsewhere, p50 of ${freezes}`, value: median(restartS), unit: 's', baseline },
        {
          name: 'freeze → started elsewhere, maximum',
          value: Math.max(...restartS),
          unit: 's',
          baseline,
          target: { of: 'value', relation: 'at most', bound: MAX_RESTART_S },
        },
      ];
    }),
};
