import type { Benchmark } from '../benchmark.ts';
import { killChild, type BenchCluster } from '../environment/bench-cluster.ts';
import type { Measurement } from '../measurement.ts';
import { lastEntryNumber, waitForSlaves } from '../probes/ledger.ts';
import { cpuSeconds, residentMegabytes } from '../probes/process-usage.ts';
import { median, timed } from '../statistics.ts';
import { pause } from '../wait.ts';

const FULL = { slaves: 5_000, perProcess: 1_000, settleMs: 5_000, measureMs: 10_000 } as const;
const QUICK = { slaves: 20, perProcess: 10, settleMs: 0, measureMs: 1_000 } as const;

/** Sampling the memory this rarely does not affect the measured CPU time. */
const SAMPLE_MS = 250;

/** The memory of the master: its own, and for each connection 23 kB that nghttp2 takes and 12 kB for everything else. */
const MAX_KILOBYTES = { base: 60_000, perSlave: 35 } as const;

const MAX_CPU_PERCENT = 5;

const MS_PER_SECOND = 1_000;

/** The resources that an idle master uses. */
interface IdleUsage {
  readonly megabytes: number;
  /** The share of one core. */
  readonly cpuPercent: number;
}

async function measureUsage({ master, signal }: BenchCluster, measureMs: number): Promise<IdleUsage> {
  const pid = master.child.pid ?? 0;
  const cpuBefore = cpuSeconds(pid);
  const startMs = performance.now();
  const megabytes: number[] = [];
  while (performance.now() - startMs < measureMs) {
    megabytes.push(residentMegabytes(pid));
    await pause(SAMPLE_MS, signal);
  }
  const elapsedS = (performance.now() - startMs) / MS_PER_SECOND;
  return { megabytes: median(megabytes), cpuPercent: (100 * (cpuSeconds(pid) - cpuBefore)) / elapsedS };
}

/** Kills and restarts the master; returns the seconds until all slaves have joined, none of which it knows. */
async function restartMaster({ database, master, slaveProcesses, signal }: BenchCluster): Promise<number> {
  const hosts = slaveProcesses.flatMap(({ names }) => names);
  await killChild(master.child);
  const after = await lastEntryNumber(database);
  master.child.start();
  return (await timed(() => waitForSlaves(database, hosts, after, signal))) / MS_PER_SECOND;
}

function usageMeasurements(slaves: number, none: IdleUsage, many: IdleUsage): Measurement[] {
  const name = `${slaves.toLocaleString('en')} idle slaves`;
  const memory = {
    name: `memory of the master, ${name}`,
    value: many.megabytes,
    unit: 'MB',
    baseline: { name: 'no slaves', value: none.megabytes },
  } as const;
  const maxMegabytes = (MAX_KILOBYTES.base + MAX_KILOBYTES.perSlave * slaves) / 1_000;
  return [
    { ...memory, target: { of: 'value', relation: 'at most', bound: maxMegabytes } },
    { name: 'memory per slave', value: (1_000 * (many.megabytes - none.megabytes)) / slaves, unit: 'kB' },
    {
      name: `CPU of the master, ${name}`,
      value: many.cpuPercent,
      unit: '% of a core',
      baseline: { name: 'no slaves', value: none.cpuPercent },
      target: { of: 'value', relation: 'at most', bound: MAX_CPU_PERCENT },
    },
  ];
}

/** Measures what many idle slaves cost a master, and how soon a master that knows none of them has admitted them. */
export const idle: Benchmark = {
  name: 'idle',
  title: `two masters over the same ten seconds, one with no slaves and one with ${FULL.slaves.toLocaleString('en')}, each on a connection of its own`,
  measure: ({ environment, quick, progress }) =>
    environment.withCluster((emptyCluster) =>
      environment.withCluster(async (largeCluster) => {
        const { slaves, perProcess, settleMs, measureMs } = quick ? QUICK : FULL;
        const joinedS = (await timed(() => largeCluster.addLightSlaves(slaves, perProcess))) / MS_PER_SECOND;
        progress(`${slaves} slaves joined within ${joinedS.toFixed(1)} s of the start of their processes`);
        await pause(settleMs, environment.signal);
        const [none, many] = await Promise.all([
          measureUsage(emptyCluster, measureMs),
          measureUsage(largeCluster, measureMs),
        ]);
        const name = `master restarted → all ${slaves.toLocaleString('en')} idle slaves joined`;
        return [
          ...usageMeasurements(slaves, none, many),
          { name, value: await restartMaster(largeCluster), unit: 's' },
        ];
      }),
    ),
};
