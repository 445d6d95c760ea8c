import { parentPort, workerData } from 'node:worker_threads';
import { loadMutant } from './load-mutant.ts';
import type { Means } from './mutant.ts';
import type { Order, Progress } from './run-mutant.ts';

/*
 * The thread of one mutant: plants it, and only then imports what it is to break.
 */

/** Runs the world of a seed, and says which promise was broken in it. */
type RunWorld = (seed: number) => {
  readonly violation: { readonly promise: string; readonly detail: string } | null;
  readonly events: number;
};

const MEANS: Partial<Record<Means, () => Promise<RunWorld>>> = {
  simulation: async () => (await import('../simulate.ts')).simulateSeed,
};

/** Tells what became of each world, until one is broken or the time or the worlds are used up. */
const run = async ({ mutant, seconds, worlds }: Order, tell: (progress: Progress) => void): Promise<void> => {
  const untilMs = performance.now() + seconds * 1_000;
  const awaited = mutant === null ? null : loadMutant(mutant);
  const means = mutant?.by ?? 'simulation';
  const runWorld = await MEANS[means]?.();
  if (runWorld === undefined) throw new Error(`there is no ${means} that could catch it`);
  if (awaited?.isPlanted() === false) throw new Error(`${mutant?.file} is not a part of the ${means}`);
  let events = 0;
  for (let seed = 1; seed <= worlds && performance.now() < untilMs; seed += 1) {
    const world = runWorld(seed);
    events += world.events;
    tell({ worlds: seed, events, violation: world.violation });
    if (world.violation !== null) return;
  }
};

await run(workerData as Order, (progress) => parentPort?.postMessage(progress, []));
