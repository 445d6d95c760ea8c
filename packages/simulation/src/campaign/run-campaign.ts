import { Worker } from 'node:worker_threads';
import type { CampaignLimits } from './campaign-limits.ts';
import { earlierFailure, EVERY_WORLD_ENDS, NO_SEED, NO_THREAD_DIES, type Failure } from './failure.ts';
import { HANG_TIMEOUT_SECONDS, startHangDetector } from './hang-detector.ts';
import { createSeedQueue } from './seed-queue.ts';
import { addTotals, createTotals, type Totals } from './totals.ts';
import type { SeedBatch, BatchResult, CampaignWorkerData } from './worker.ts';

/** How a campaign went. */
export interface Campaign {
  readonly limits: CampaignLimits;
  readonly totals: Totals;
  /** The broken promise of the lowest seed that has one; null when all promises were kept. */
  readonly failure: Failure | null;
  /** The duration, in seconds of real time. */
  readonly seconds: number;
  /** True when the campaign was ended early. */
  readonly interrupted: boolean;
}

/** What the caller of a campaign controls and observes. */
export interface CampaignHooks {
  /** Ends the campaign early; batches in progress are completed. */
  readonly signal: AbortSignal;
  /** Receives the totals so far, and the seconds since the start, after each batch. */
  readonly progress: (totals: Totals, seconds: number) => void;
}

interface WorkerHooks {
  /** Returns the next batch; null when there is none left. */
  readonly nextBatch: () => SeedBatch | null;
  readonly onResult: (result: BatchResult) => void;
  readonly onError: (failure: Failure) => void;
}

interface RunningWorker {
  readonly exited: Promise<void>;
  readonly terminate: () => void;
}

/** Starts a thread that runs batches until there is none left. */
function startWorker(workerData: CampaignWorkerData, { nextBatch, onResult, onError }: WorkerHooks): RunningWorker {
  const { seeds, index } = workerData;
  const { promise, resolve } = Promise.withResolvers<void>();
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
  const terminate = (): void => void worker.terminate();
  const runNextBatch = (): void => {
    seeds[index] = NO_SEED;
    const batch = nextBatch();
    if (batch === null) terminate();
    else worker.postMessage(batch, []);
  };
  worker.on('message', (result: BatchResult) => {
    onResult(result);
    runNextBatch();
  });
  worker.on('error', (error) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    onError({ seed: seeds[index] ?? NO_SEED, promise: NO_THREAD_DIES, detail, atMs: null });
  });
  worker.on('exit', () => resolve());
  runNextBatch();
  return { exited: promise, terminate };
}

/** Runs the worlds of many seeds on several threads. Which worlds are run does not depend on the number of threads. */
export async function runCampaign(limits: CampaignLimits, { signal, progress }: CampaignHooks): Promise<Campaign> {
  const startedMs = performance.now();
  const elapsedSeconds = (): number => (performance.now() - startedMs) / 1_000;
  const seeds = new Float64Array(new SharedArrayBuffer(limits.workers * Float64Array.BYTES_PER_ELEMENT));
  seeds.fill(NO_SEED);
  const totals = createTotals();
  let failure: Failure | null = null;
  const addFailure = (added: Failure | null): void => {
    failure = earlierFailure(failure, added);
  };
  const hooks: WorkerHooks = {
    nextBatch: createSeedQueue(limits, () => failure !== null || signal.aborted),
    onResult: (result) => {
      addTotals(totals, result.totals);
      addFailure(result.failure);
      progress(totals, elapsedSeconds());
    },
    onError: addFailure,
  };
  const workers = Array.from({ length: limits.workers }, (_, index) => startWorker({ seeds, index }, hooks));
  const stopHangDetector = startHangDetector(seeds, (seed) => {
    const detail = `still running after ${HANG_TIMEOUT_SECONDS} s`;
    addFailure({ seed, promise: EVERY_WORLD_ENDS, detail, atMs: null });
    for (const { terminate } of workers) terminate();
  });
  await Promise.all(workers.map(({ exited }) => exited));
  stopHangDetector();
  return { limits, totals, failure, seconds: elapsedSeconds(), interrupted: signal.aborted };
}
