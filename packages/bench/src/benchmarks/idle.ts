import type { Benchmark } from '../benchmark.ts';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import { cpuSeconds, residentMegabytes } from '../probes/process-usage.ts';
import { median } from '../statistics.ts';
import { pause } from '../wait.ts';

const FULL = { slaves: 1_000, perProcess: 250, settleMs: 3_000, measureMs: 10_000 } as const;
const QUICK = { slaves: 20, perProcess: 10, settleMs: 0, measureMs: 1_000 } as const;

/** Sampling the memory this rarely does not affect the measured CPU time. */
const SAMPLE_MS = 250;

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
  const elapsedS = (performance.now() - startMs) / 1_000;
  return { megabytes: median(megabytes), cpuPercent: (100 * (cpuSeconds(pid) - cpuBefore)) / elapsedS };
}

/** Measures what many idle slaves cost a master. */
export const idle: Benchmark = {
  name: 'idle',
  title: 'two masters over the same ten seconds, one with 1,000 idle slaves and one with none',
  measure: ({ environment, quick }) =>
    environment.withCluster((emptyCluster) =>
      environment.withCluster(async (largeCluster) => {
        const { slaves, perProcess, settleMs, measureMs } = quick ? QUICK : FULL;
        await largeCluster.addSlaves(slaves, perProcess);
        await pause(settleMs, environment.signal);
        const [none, many] = await Promise.all([
          measureUsage(emptyCluster, measureMs),
          measureUsage(largeCluster, measureMs),
        ]);
        const name = `${slaves.toLocaleString('en')} idle slaves`;
        return [
          {
            name: `memory of the master, ${name}`,
            value: many.megabytes,
            unit: 'MB',
            baseline: { name: 'no slaves', value: none.megabytes },
          },
          { name: 'memory per slave', value: (1_000 * (many.megabytes - none.megabytes)) / slaves, unit: 'kB' },
          {
            name: `CPU of the master, ${name}`,
            value: many.cpuPercent,
            unit: '% of a core',
            baseline: { name: 'no slaves', value: none.cpuPercent },
          },
        ];
      }),
    ),
};
