import { parentPort, workerData } from 'node:worker_threads';
import { runSeed, type Failure } from './run-plan.ts';
import { addWorld, createTotals, type Totals } from './totals.ts';

/*
 * A thread of a campaign: plays the batches of seeds that it is given, one after the other.
 */

/** Seeds to play: so many, from the first one on. */
export interface SeedBatch {
  readonly first: number;
  readonly worlds: number;
}

/** How a batch went. It ends with the first world in which a promise is broken. */
export interface BatchResult {
  readonly totals: Totals;
  readonly failure: Failure | null;
}

/** What a thread is told when it starts. */
export interface CampaignWorkerData {
  /** Where it writes which seed it plays, for those who watch over it; shared by all threads. */
  readonly seeds: Float64Array;
  /** Its own place there. */
  readonly index: number;
}

/** Plays a batch. `begins` is told each seed before it is played. */
function playBatch({ first, worlds }: SeedBatch, begins: (seed: number) => void): BatchResult {
  const totals = createTotals();
  for (let seed = first; seed < first + worlds; seed += 1) {
    begins(seed);
    const { outcome, failure } = runSeed(seed);
    if (outcome !== null) addWorld(totals, outcome);
    if (failure !== null) return { totals, failure };
  }
  return { totals, failure: null };
}

const { seeds, index } = workerData as CampaignWorkerData;
parentPort?.on('message', (batch: SeedBatch) => {
  const result = playBatch(batch, (seed) => void (seeds[index] = seed));
  parentPort?.postMessage(result, []);
});
