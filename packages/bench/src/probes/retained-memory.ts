import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchCluster } from '../environment/bench-cluster.ts';
import { waitUntil } from '../wait.ts';

/** Options of Node.js with which a master can be asked what it retains. */
export const RETAINED_MEMORY_OPTIONS: readonly string[] = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('./report-memory.ts', import.meta.url)),
];

const REPORT = /^\{"event":"memory.reported","usedBytes":(\d+)\}$/gm;

/**
 * Returns the megabytes that a master has in use once all garbage is collected, which takes it some 100 ms. It must have
 * been started with `RETAINED_MEMORY_OPTIONS`.
 */
export async function retainedMegabytes({ master, signal }: BenchCluster): Promise<number> {
  const reports = (): RegExpExecArray[] => [...readFileSync(master.outputFile, 'utf8').matchAll(REPORT)];
  const before = reports().length;
  master.child.kill('SIGUSR2');
  await waitUntil('the master reports its memory', () => reports().length > before, { signal });
  return Number(reports().at(-1)?.[1]) / 1e6;
}
