import { randomFraction, randomSources } from '@steadfast/runtime/random';
import { planSteps, type Fault, type Step } from './plan.ts';
import type { ChaosTarget } from './target.ts';

/** The tasks are drawn from the first two sources of the random seed, the plan from the next. */
const SOURCES = 3;

/** What decides about a plan. */
export interface PlanChoice {
  readonly randomSeed: number;
  /** The longest task, in seconds. */
  readonly maxSleep: number;
  /** Without any, nothing is done. */
  readonly faults: readonly Fault[];
}

/** The plan that belongs to a random seed. */
export function planOf({ randomSeed, maxSleep, faults }: PlanChoice, target: ChaosTarget): Iterable<Step> {
  const source = randomSources(randomSeed, SOURCES).at(-1);
  if (faults.length === 0 || source === undefined) return [];
  const { masters, slaves } = target;
  return planSteps(() => randomFraction(source), { masters, slaves, longestTaskMs: maxSleep * 1_000, faults });
}
