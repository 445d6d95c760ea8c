import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../../random/plan.ts';
import { removeCommands, removeFaults, removeMasters, removeSlaves, removeTasks } from './remove-parts.ts';
import type { Reduction, Shrinker } from './shrinker.ts';
import { simplifyFaults, simplifyTasks, simplifyWorld } from './simplify.ts';

/** The reductions, those that remove most first. */
const REDUCTIONS: readonly Reduction[] = [
  removeTasks,
  removeFaults,
  removeCommands,
  removeSlaves,
  removeMasters,
  simplifyWorld,
  simplifyFaults,
  simplifyTasks,
];

/**
 * How many seeds to try for each smaller plan, in two passes: only its own at first, which shrinks most in little time,
 * then several. Removing anything changes every random draw after it, and the failure may depend on some of them.
 */
const SEEDS_PER_PLAN = [1, 12] as const;

/**
 * Shrinks a failing plan as long as something smaller still fails: delta debugging (Zeller and Hildebrandt, 2002). It
 * ends because every step makes the plan smaller. The seed of the plan may change.
 * @param fails returns whether a plan fails in the same way
 * @param mayContinue returns false when there is no time left; the smallest plan so far is the result
 */
export function shrinkPlan(plan: Plan, fails: (plan: Plan) => boolean, mayContinue: () => boolean): Plan {
  let best = plan;
  const firstFailing = (smaller: Plan, seeds: number): Plan | undefined => {
    const candidates = Array.from({ length: seeds }, (_, offset) => ({ ...smaller, seed: best.seed + offset }));
    return candidates.find((candidate) => mayContinue() && fails(candidate));
  };
  const shrinkWith = (seeds: number): void => {
    const attempt: Shrinker['attempt'] = (smaller) => {
      const failing = isDeepStrictEqual(smaller, best) ? undefined : firstFailing(smaller, seeds);
      best = failing ?? best;
      return failing !== undefined;
    };
    for (let before: Plan | null = null; before !== best && mayContinue();) {
      before = best;
      for (const reduce of REDUCTIONS) reduce({ best: () => best, attempt });
    }
  };
  for (const seeds of SEEDS_PER_PLAN) shrinkWith(seeds);
  return best;
}
