import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BenchEnvironment } from '../environment/bench-environment.ts';
import type { Measurement } from '../measurement.ts';
import { cpuSeconds, residentMegabytes } from '../probes/process-usage.ts';

const SEED_PROGRAM = fileURLToPath(new URL('../../../seed/src/main.ts', import.meta.url));

/** Often enough to see the highest memory, which rises within seconds. */
const SAMPLE_MS = 100;

const MS_PER_SECOND = 1_000;
const MICROSECONDS_PER_SECOND = 1e6;

/** Runs the seed program on a database, and measures its rate and what it takes. */
export async function measureSeed(
  { mongod, signal }: BenchEnvironment,
  databaseName: string,
  count: number,
  progress: (line: string) => void,
): Promise<readonly Measurement[]> {
  const url = new URL(mongod.url);
  url.pathname = `/${databaseName}`;
  const options = ['--mongo-url', url.href, '--count', `${count}`, '--min-sleep', '0', '--max-sleep', '0'];
  const startMs = performance.now();
  const child = spawn(process.execPath, [SEED_PROGRAM, ...options], { stdio: ['ignore', 'ignore', 'pipe'], signal });
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => (errors.push(line), progress(`seed: ${line}`)));
  const usage = { megabytes: 0, cpuS: 0 };
  const sample = setInterval(() => {
    // The process may have exited since the last sample.
    if (child.pid === undefined || child.exitCode !== null) return;
    const megabytes = residentMegabytes(child.pid);
    // NaN once the process has exited and is not collected yet.
    if (megabytes > usage.megabytes) usage.megabytes = megabytes;
    usage.cpuS = cpuSeconds(child.pid);
  }, SAMPLE_MS);
  const [code] = (await once(child, 'close').finally(() => clearInterval(sample))) as [number | null];
  if (code !== 0) throw new Error(`the seed program failed: ${errors.at(-1) ?? `exit code ${code}`}`);
  const seconds = (performance.now() - startMs) / MS_PER_SECOND;
  return [
    { name: `seed of ${count.toLocaleString('en')} tasks`, value: count / seconds, unit: '/s' },
    { name: 'highest memory of the seed program', value: usage.megabytes, unit: 'MB' },
    {
      name: 'CPU time of the seed program, per task',
      value: (MICROSECONDS_PER_SECOND * usage.cpuS) / count,
      unit: 'µs',
    },
  ];
}
