import { Worker } from 'node:worker_threads';
import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import { EVERY_WORLD_ENDS, NO_THREAD_DIES, type Failure } from './run-plan.ts';
import { addTotals, createTotals, type Totals } from './totals.ts';
import type { SeedBatch, BatchResult, CampaignWorkerData } from './worker.ts';

/** How large a campaign is to be. */
export interface CampaignLimits {
  /** The first seed; the others follow it without a gap. */
  readonly from: number;
  /** How many worlds to play; null when the time decides. */
  readonly worlds: number | null;
  /** How long to play, in seconds of real time, where no number of worlds is given. */
  readonly seconds: number;
  /** How many threads to use. */
  readonly workers: number;
}

/** How a campaign went. */
export interface Campaign {
  readonly limits: CampaignLimits;
  readonly totals: Totals;
  /** The broken promise of the lowest seed that has one; null when all were kept. */
  readonly failure: Failure | null;
  /** How long it took, in seconds of real time. */
  readonly seconds: number;
  /** Somebody ended it early. */
  readonly interrupted: boolean;
}

/** What happens around a campaign. */
export interface CampaignHooks {
  /** Ends the campaign early: what is under way is played to its end. */
  readonly signal: AbortSignal;
  /** Is told how far the campaign is: totals, and seconds since it began. */
  readonly progress: (totals: Totals, seconds: number) => void;
}

/** A thread takes so many worlds at a time: long enough to keep it busy, short enough to end in time. */
const BATCH_WORLDS = 20;

/** A world takes a fraction of a second; one that takes so long, in seconds, never ends. */
const HANG_TIMEOUT_SECONDS = 60;

/** The seed of a thread that plays none. */
export const NO_SEED = -1;

/** Hands out batches, in the order of their seeds, until a limit is reached: then null. */
function createQueue({ from, worlds, seconds }: CampaignLimits, isOver: () => boolean): () => SeedBatch | null {
  const startedMs = performance.now();
  const beyond = Math.min(worlds === null ? Infinity : from + worlds, MAX_RANDOM_SEED + 1);
  let next = from;
  return () => {
    // Whoever wants to know something wants to see one world at least.
    const late = worlds === null && next > from && performance.now() - startedMs >= seconds * 1_000;
    if (late || next >= beyond || isOver()) return null;
    const first = next;
    next = Math.min(first + BATCH_WORLDS, beyond);
    return { first, worlds: next - first };
  };
}

/** Watches whether the threads get on. Calls `hangs` with the seed of a world that does not end; gives what ends the watch. */
function watch(seeds: Float64Array, hangs: (seed: number) => void): () => void {
  let known = Array.from(seeds);
  let stood = known.map(() => 0);
  // Counted in rounds, not by a clock: if the whole process stands still for a while, no world is to blame.
  const timer = setInterval(() => {
    const now = Array.from(seeds);
    stood = now.map((seed, index) => (seed !== NO_SEED && seed === known[index] ? (stood[index] ?? 0) + 1 : 0));
    known = now;
    const index = stood.findIndex((rounds) => rounds >= HANG_TIMEOUT_SECONDS);
    if (index !== -1) hangs(now[index] ?? NO_SEED);
  }, 1_000);
  return () => clearInterval(timer);
}

/** The failure of the lower seed: whichever thread came first, the same campaign finds the same one. */
function firstOf(one: Failure | null, other: Failure | null): Failure | null {
  return one === null || (other !== null && other.seed < one.seed) ? other : one;
}

/** Plays the worlds of many seeds on several threads; the set of worlds does not depend on how many. */
export async function runCampaign(limits: CampaignLimits, { signal, progress }: CampaignHooks): Promise<Campaign> {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1_000;
  const seeds = new Float64Array(new SharedArrayBuffer(limits.workers * Float64Array.BYTES_PER_ELEMENT));
  seeds.fill(NO_SEED);
  const totals = createTotals();
  let failure: Failure | null = null;
  const stop: (() => void)[] = [];
  const nextBatch = createQueue(limits, () => failure !== null || signal.aborted);

  /** Lets one thread work until there is nothing left to do. */
  const work = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const workerData: CampaignWorkerData = { seeds, index };
      const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
      const goOn = (): void => {
        seeds[index] = NO_SEED;
        const batch = nextBatch();
        if (batch === null) void worker.terminate();
        else worker.postMessage(batch, []);
      };
      worker.on('message', (result: BatchResult) => {
        addTotals(totals, result.totals);
        failure = firstOf(failure, result.failure);
        progress(totals, seconds());
        goOn();
      });
      worker.on('error', (error) => {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        failure = firstOf(failure, { seed: seeds[index] ?? NO_SEED, promise: NO_THREAD_DIES, detail, atMs: null });
      });
      worker.on('exit', () => resolve());
      stop.push(() => void worker.terminate());
      goOn();
    });
  const endWatch = watch(seeds, (seed) => {
    const detail = `it was still under way after ${HANG_TIMEOUT_SECONDS} s`;
    failure = firstOf(failure, { seed, promise: EVERY_WORLD_ENDS, detail, atMs: null });
    for (const end of stop) end();
  });
  await Promise.all(Array.from({ length: limits.workers }, (_, index) => work(index)));
  endWatch();
  return { limits, totals, failure, seconds: seconds(), interrupted: signal.aborted };
}
