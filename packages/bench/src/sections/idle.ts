import { cpuSeconds, residentMegabytes } from '../process-usage.ts';
import type { Scene } from '../bench-cluster.ts';
import type { Section } from '../section.ts';
import { median } from '../statistics.ts';
import { pause } from '../wait.ts';

const FULL = { slaves: 1_000, perProcess: 250, restMs: 3_000, watchMs: 10_000 } as const;
const QUICK = { slaves: 20, perProcess: 10, restMs: 0, watchMs: 1_000 } as const;

/** Memory is looked at so often, in milliseconds. */
const LOOK_MS = 250;

/** What a master that does nothing needs. */
interface Rest {
  readonly megabytes: number;
  /** Of one core. */
  readonly cpuPercent: number;
}

async function watch({ master, signal }: Scene, watchMs: number): Promise<Rest> {
  const pid = master.pid ?? 0;
  const cpuBefore = cpuSeconds(pid);
  const startMs = performance.now();
  const megabytes: number[] = [];
  while (performance.now() - startMs < watchMs) {
    megabytes.push(residentMegabytes(pid));
    await pause(LOOK_MS, signal);
  }
  const elapsedS = (performance.now() - startMs) / 1_000;
  return { megabytes: median(megabytes), cpuPercent: (100 * (cpuSeconds(pid) - cpuBefore)) / elapsedS };
}

/** What it costs to have many slaves and nothing for them to do. */
export const idle: Section = {
  name: 'idle',
  title: 'two masters over the same ten seconds, one with 1,000 idle slaves and one with none',
  measure: ({ stage, quick }) =>
    stage.withScene((lonely) =>
      stage.withScene(async (crowded) => {
        const { slaves, perProcess, restMs, watchMs } = quick ? QUICK : FULL;
        await crowded.addSlaves(slaves, perProcess);
        await pause(restMs, stage.signal);
        const [none, many] = await Promise.all([watch(lonely, watchMs), watch(crowded, watchMs)]);
        const name = `${slaves.toLocaleString('en')} idle slaves`;
        return [
          {
            name: `memory of the master, ${name}`,
            value: many.megabytes,
            unit: 'MB',
            limit: { name: 'no slave', value: none.megabytes },
          },
          { name: 'memory for each slave', value: (1_000 * (many.megabytes - none.megabytes)) / slaves, unit: 'kB' },
          {
            name: `CPU of the master, ${name}`,
            value: many.cpuPercent,
            unit: '% of a core',
            limit: { name: 'no slave', value: none.cpuPercent },
          },
        ];
      }),
    ),
};
