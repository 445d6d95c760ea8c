import type { Benchmark } from '../benchmark.ts';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import type { BenchEnvironment } from '../environment/bench-environment.ts';
import type { Measurement } from '../measurement.ts';
import { cpuSeconds } from '../probes/process-usage.ts';
import { describeDifference, readServerWork } from '../probes/server-commands.ts';
import { runNoOps } from '../workload.ts';

const SLAVES = 64;
const FULL = { warmUp: 10_000, tasks: 8_000 } as const;
const QUICK = { warmUp: 100, tasks: 300 } as const;

const MAX_COMMANDS = 100;

/** Returns the CPU seconds used so far. */
function cpuOf({ mongod }: BenchEnvironment, { master, slaveProcesses }: BenchCluster) {
  return {
    master: cpuSeconds(master.child.pid ?? 0),
    slaves: slaveProcesses.reduce((sum, { child }) => sum + cpuSeconds(child.pid ?? 0), 0),
    mongod: cpuSeconds(mongod.pid ?? 0),
  };
}

/** Measures how many database commands and how much CPU time a task costs. */
export const cost: Benchmark = {
  name: 'cost',
  title: `per 1,000 no-op tasks with ${SLAVES} slaves, at the default log levels`,
  measure: ({ environment, quick, progress }) =>
    environment.withCluster(async (cluster) => {
      const { warmUp, tasks } = quick ? QUICK : FULL;
      await cluster.addSlaves(SLAVES, SLAVES);
      await runNoOps(cluster, warmUp);
      const [before, cpuBefore] = [await readServerWork(environment), cpuOf(environment, cluster)];
      await runNoOps(cluster, tasks);
      const [after, cpuAfter] = [await readServerWork(environment), cpuOf(environment, cluster)];
      progress(`commands, including those of the benchmark: ${describeDifference(before.byName, after.byName)}`);
      const perThousand = (amount: number): number => (amount * 1_000) / tasks;
      const cpu = (name: 'master' | 'slaves' | 'mongod'): Measurement => ({
        name: `CPU time of ${name}`,
        value: perThousand(cpuAfter[name] - cpuBefore[name]),
        unit: 'CPU s',
      });
      const commands: Measurement = {
        name: 'database commands',
        value: perThousand(after.commands - before.commands),
        unit: 'commands',
        target: { of: 'value', relation: 'at most', bound: MAX_COMMANDS },
      };
      return [commands, cpu('master'), cpu('slaves'), cpu('mongod')];
    }),
};
