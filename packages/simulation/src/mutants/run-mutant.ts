import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { runConcurrently } from '../run-concurrently.ts';
import type { Mutant } from './mutant.ts';
import { runTestOfMutant } from './run-test.ts';

/** How long to hunt a mutant, in seconds, and in how many worlds at most: those numbered 1, 2, 3 … */
export interface MutantLimits {
  readonly seconds: number;
  readonly worlds: number;
}

/** The worlds that a mutant is hunted in. */
export interface HuntingGround {
  /** The scenario to explore; null for random worlds. */
  readonly scenario: string | null;
  /** Whether random worlds run the real drivers. */
  readonly drivers: boolean;
}

/** Returns the worlds that a mutant is hunted in. */
export function huntingGroundOf({ scenario, drivers }: Mutant): HuntingGround {
  return { scenario: scenario ?? null, drivers: drivers === true };
}

/** What the thread is asked to run; without a mutant it runs the unmodified code. */
export interface MutantRequest extends MutantLimits, HuntingGround {
  readonly mutant: Mutant | null;
}

/** What the thread reports after each world: totals so far, and the promise that was broken in this world, if any. */
export interface MutantProgress {
  readonly worlds: number;
  readonly events: number;
  readonly violation: { readonly promise: string; readonly detail: string } | null;
}

/** How the hunt for a mutant ended. */
export interface MutantOutcome {
  /** The promise that was broken; null when the mutant was not caught. */
  readonly caughtBy: string | null;
  /** How it was broken, or why the thread failed; empty when neither happened. */
  readonly detail: string;
  /** How many worlds were run; the promise was broken in the last one. */
  readonly worlds: number;
  readonly events: number;
  readonly seconds: number;
}

/** A mutant may make a world run forever: its thread is terminated when it exceeds its time by this much. */
const OVERTIME_SECONDS = 10;

/** A mutant may leak memory: its thread is terminated when its heap exceeds this, before the machine runs out. */
const MAX_HEAP_MB = 1_024;

/** Runs the test file of a mutant as if it were a single world, and its first failing test the broken promise. */
async function runTestFile(file: string, mutant: Mutant, seconds: number): Promise<MutantOutcome> {
  const startedMs = performance.now();
  const { failedTest, failure } = await runTestOfMutant(file, mutant, seconds);
  const caughtBy = failedTest === null ? null : path.basename(file);
  const detail = failedTest ?? failure;
  return { caughtBy, detail, worlds: 1, events: 0, seconds: (performance.now() - startedMs) / 1_000 };
}

/**
 * Runs worlds in a thread of their own, with a mutant or without one, until a promise is broken; or the test file of the
 * mutant.
 */
export function runMutant(request: MutantRequest): Promise<MutantOutcome> {
  const { mutant } = request;
  return mutant?.test === undefined ? runWorlds(request) : runTestFile(mutant.test, mutant, request.seconds);
}

function runWorlds(request: MutantRequest): Promise<MutantOutcome> {
  const { promise, resolve } = Promise.withResolvers<MutantOutcome>();
  const startedMs = performance.now();
  let progress: MutantProgress = { worlds: 0, events: 0, violation: null };
  let failure = '';
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const overtime = setTimeout(
    () => {
      failure = `world ${progress.worlds + 1} did not end`;
      void worker.terminate();
    },
    (request.seconds + OVERTIME_SECONDS) * 1_000,
  );
  worker.on('message', (message: MutantProgress) => {
    progress = message;
  });
  worker.on('error', (error) => {
    failure = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', () => {
    clearTimeout(overtime);
    const { violation, ...totals } = progress;
    resolve({
      ...totals,
      caughtBy: violation?.promise ?? null,
      detail: violation?.detail ?? failure,
      seconds: (performance.now() - startedMs) / 1_000,
    });
  });
  return promise;
}

/** Runs mutants concurrently, and calls `done` with each outcome as soon as it is known. */
export async function runMutants(
  mutants: readonly Mutant[],
  limitsOf: (mutant: Mutant) => MutantLimits,
  concurrency: number,
  done: (mutant: Mutant, outcome: MutantOutcome) => void,
): Promise<void> {
  await runConcurrently(mutants, concurrency, async (mutant) => {
    done(mutant, await runMutant({ mutant, ...huntingGroundOf(mutant), ...limitsOf(mutant) }));
  });
}
