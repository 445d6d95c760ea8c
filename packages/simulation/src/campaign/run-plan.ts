import { PROMISES } from '@steadfast/invariants';
import { drawPlan } from '../random/draw-plan.ts';
import type { Plan } from '../random/plan.ts';
import { runWorld, type Outcome } from '../random/run-world.ts';
import type { Narrator } from '../random/world.ts';

/** A promise that is broken in the world of a seed. */
export interface Failure {
  readonly seed: number;
  /** The name of the promise; or what is promised of the simulation itself. */
  readonly promise: string;
  readonly detail: string;
  /** When, in milliseconds of the world; null where nobody knows. */
  readonly atMs: number | null;
}

/** How a plan went: the outcome is missing when the world itself failed. */
export interface PlanResult {
  readonly outcome: Outcome | null;
  readonly failure: Failure | null;
}

/** What is promised of the simulation itself. */
export const NO_WORLD_FAILS = 'no-world-fails';
export const EVERY_WORLD_ENDS = 'every-world-ends';
export const NO_THREAD_DIES = 'no-thread-dies';

const OWN_PROMISES: Readonly<Record<string, string>> = {
  [NO_WORLD_FAILS]: 'No world of the simulation fails by itself',
  [EVERY_WORLD_ENDS]: 'Every world of the simulation comes to an end',
  [NO_THREAD_DIES]: 'No thread of the simulation dies',
};

/** A promise, by its name, as a sentence. */
export function describePromise(promise: string): string {
  return { ...OWN_PROMISES, ...PROMISES }[promise] ?? `There is a promise named ${promise}`;
}

/** Whether it shows again when the plan is played in the middle of everything else, which goes on afterwards. */
export function isReproducible({ promise }: Failure): boolean {
  return promise !== EVERY_WORLD_ENDS && promise !== NO_THREAD_DIES;
}

/** Plays a plan. `narrator`: takes every line of the transcript; null when nobody reads it. */
export function runPlan(plan: Plan, narrator: Narrator | null = null): PlanResult {
  const { seed } = plan;
  try {
    const outcome = runWorld(plan, narrator);
    const { violation } = outcome;
    return { outcome, failure: violation === null ? null : { seed, ...violation } };
  } catch (error) {
    // An error that is no violation is a fault of the simulation, or of a core in a place that nobody watches.
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { outcome: null, failure: { seed, promise: NO_WORLD_FAILS, detail, atMs: null } };
  }
}

/** Plays the world of a seed. */
export function runSeed(seed: number): PlanResult {
  return runPlan(drawPlan(seed));
}
