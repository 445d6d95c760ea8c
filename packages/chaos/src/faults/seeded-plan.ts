import { randomFraction, randomSources } from '@steadfast/runtime/random';
import { planSteps, type ChaosFault, type PlanStep } from './plan.ts';
import type { ChaosTarget } from './target.ts';

/** The seed program draws the tasks from the first two sources of a random seed; the plan uses the third. */
const RANDOM_SOURCES = 3;

/** What determines a plan, besides its target. */
export interface SeededPlanOptions {
  readonly randomSeed: number;
  /** The length of the longest task, in seconds. */
  readonly maxSleep: number;
  /** An empty list yields an empty plan. */
  readonly faults: readonly ChaosFault[];
}

/** Returns the plan that a random seed determines for a target. */
export function seededPlan(
  { randomSeed, maxSleep, faults }: SeededPlanOptions,
  target: ChaosTarget,
): Iterable<PlanStep> {
  const source = randomSources(randomSeed, RANDOM_SOURCES).at(-1);
  if (faults.length === 0 || source === undefined) return [];
  const { masters, slaves } = target;
  return planSteps(() => randomFraction(source), { masters, slaves, longestTaskMs: maxSleep * 1_000, faults });
}
