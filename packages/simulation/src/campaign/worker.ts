import { parentPort, workerData } from 'node:worker_threads';
import type { Failure } from './failure.ts';
import { planOfSeed, type DriverMode } from './plan-of-seed.ts';
import { runPlan } from './run-plan.ts';
import { addWorld, createTotals, type Totals } from './totals.ts';

/*
 * A worker thread of a campaign: runs the batches of seeds that it is sent, one after the other.
 */

/** A range of seeds. */
export interface SeedBatch {
  readonly first: number;
  readonly worlds: number;
  readonly drivers: DriverMode;
}

/** How a batch went. A batch ends early with the first world in which a promise is broken. */
export interface BatchResult {
  readonly totals: Totals;
  readonly failure: Failure | null;
}

/** What a thread is started with. */
export interface CampaignWorkerData {
  /** The seed that each thread runs now, shared by all threads and read by the hang detector. */
  readonly seeds: Float64Array;
  /** The index of this thread. */
  readonly index: number;
}

function runBatch({ first, worlds, drivers }: SeedBatch, onStart: (seed: number) => void): BatchResult {
  const totals = createTotals();
  for (let seed = first; seed < first + worlds; seed += 1) {
    onStart(seed);
    const { outcome, failure } = runPlan(planOfSeed(seed, drivers));
    if (outcome !== null) addWorld(totals, outcome);
    if (failure !== null) return { totals, failure };
  }
  return { totals, failure: null };
}

const { seeds, index } = workerData as CampaignWorkerData;
parentPort?.on('message', (batch: SeedBatch) => {
  const result = runBatch(batch, (seed) => void (seeds[index] = seed));
  parentPort?.postMessage(result, []);
});
