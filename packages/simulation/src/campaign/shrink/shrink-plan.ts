import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../../random/plan.ts';
import { removeFaults, removeMasters, removeSlaves, removeTasks } from './remove-parts.ts';
import { simplifyWorld, simplifyFaults, simplifyTasks } from './simplify.ts';

/** A plan that is being made smaller. */
export interface Shrinker {
  /** The smallest plan so far that still fails. */
  readonly best: () => Plan;
  /** Tries a smaller one: gives true, and takes it, if it still fails. */
  readonly attempt: (plan: Plan) => boolean;
}

/** Makes one thing about a plan smaller, as far as that goes. */
export type Reduction = (candidate: Shrinker) => void;

/** What there is to make smaller, that first which takes most with it. */
const REDUCTIONS: readonly Reduction[] = [
  removeTasks,
  removeFaults,
  removeSlaves,
  removeMasters,
  simplifyWorld,
  simplifyFaults,
  simplifyTasks,
];

/**
 * In how many ways luck may fall for each smaller plan: first as it fell, which takes away most in little time, then in
 * several others. Whatever is left out makes everything after it fall otherwise, and what fails may need some luck.
 */
const LUCKS = [1, 12] as const;

/**
 * Makes a failing plan smaller for as long as anything smaller still fails: "delta debugging" (Zeller and Hildebrandt,
 * 2002). Every step makes the plan smaller, so it comes to an end. The seed of the plan may become another.
 * @param fails whether a plan fails in the way that is looked into
 * @param mayGoOn false when there is no time left: then the smallest plan so far must do
 */
export function shrinkPlan(plan: Plan, fails: (plan: Plan) => boolean, mayGoOn: () => boolean): Plan {
  let best = plan;
  const failingOf = (smaller: Plan, lucks: number): Plan | undefined => {
    const lucky = Array.from({ length: lucks }, (_, luck) => ({ ...smaller, seed: best.seed + luck }));
    return lucky.find((each) => mayGoOn() && fails(each));
  };
  const shrinkWith = (lucks: number): void => {
    const attempt: Shrinker['attempt'] = (smaller) => {
      const failing = isDeepStrictEqual(smaller, best) ? undefined : failingOf(smaller, lucks);
      best = failing ?? best;
      return failing !== undefined;
    };
    for (let before: Plan | null = null; before !== best && mayGoOn();) {
      before = best;
      for (const reduce of REDUCTIONS) reduce({ best: () => best, attempt });
    }
  };
  for (const lucks of LUCKS) shrinkWith(lucks);
  return best;
}
