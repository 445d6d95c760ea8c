import { Worker } from 'node:worker_threads';
import { harnessOf, type Harness, type Mutant } from './mutant.ts';

/** How long a mutant is sought for, in seconds, and in how many worlds at most: those numbered 1, 2, 3 … */
export interface MutantLimits {
  readonly seconds: number;
  readonly worlds: number;
}

/** What the thread of a mutant is told; without a mutant it runs the code as it is. */
export interface MutantRequest extends MutantLimits {
  readonly mutant: Mutant | null;
  readonly harness: Harness;
}

/** What it tells after each world: how many have been run so far, and what was broken in this one. */
export interface MutantProgress {
  readonly worlds: number;
  readonly events: number;
  readonly violation: { readonly promise: string; readonly detail: string } | null;
}

/** What became of a mutant. */
export interface MutantOutcome {
  /** The promise whose violation gave it away; null when nothing did. */
  readonly caughtBy: string | null;
  /** How it was violated, or why nothing could be found; empty when there is nothing to say. */
  readonly detail: string;
  /** How many worlds were run; the last one gave it away. */
  readonly worlds: number;
  readonly events: number;
  readonly seconds: number;
}

/** A mutant may make a world go on for ever: its thread is ended when it is so late, in seconds. */
const OVERTIME_SECONDS = 10;

/** A mutant may let the memory grow for ever: its thread may have so much, in megabytes. */
const MOST_MEMORY_MB = 1_024;

/** Runs worlds, with a mutant or without one, in a thread of their own until one of them is broken. */
export function runMutant(
  mutant: Mutant | null,
  harness: Harness,
  { seconds, worlds }: MutantLimits,
): Promise<MutantOutcome> {
  const { promise, resolve } = Promise.withResolvers<MutantOutcome>();
  const startedMs = performance.now();
  const order: MutantRequest = { mutant, harness, seconds, worlds };
  let progress: MutantProgress = { worlds: 0, events: 0, violation: null };
  let trouble = '';
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  const overtime = setTimeout(
    () => {
      trouble = `world ${progress.worlds + 1} did not end`;
      void worker.terminate();
    },
    (seconds + OVERTIME_SECONDS) * 1_000,
  );
  worker.on('message', (message: MutantProgress) => {
    progress = message;
  });
  worker.on('error', (error) => {
    trouble = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', () => {
    clearTimeout(overtime);
    const { violation, ...counts } = progress;
    resolve({
      ...counts,
      caughtBy: violation?.promise ?? null,
      detail: violation?.detail ?? trouble,
      seconds: (performance.now() - startedMs) / 1_000,
    });
  });
  return promise;
}

/** Runs mutants, so many at a time, and says of each what became of it as soon as that is known. */
export async function runMutants(
  mutants: readonly Mutant[],
  limitsOf: (harness: Harness) => MutantLimits,
  atOnce: number,
  done: (mutant: Mutant, outcome: MutantOutcome) => void,
): Promise<void> {
  const queue = mutants.values();
  const work = async (): Promise<void> => {
    // All share one iterator, so each mutant is taken once.
    for (const mutant of queue) {
      const harness = harnessOf(mutant);
      done(mutant, await runMutant(mutant, harness, limitsOf(harness)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
