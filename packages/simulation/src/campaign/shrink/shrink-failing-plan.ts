import type { Plan } from '../../random/plan.ts';
import { runPlan, type Failure, type PlanResult } from '../run-plan.ts';
import { shrinkPlan } from './shrink-plan.ts';

/** How much may be spent on making one plan smaller. */
export interface ShrinkBudget {
  /** So many events may happen in all worlds together: this decides, so that it ends the same each time. */
  readonly events: number;
  /** On a slow machine it may end earlier, after so many seconds. */
  readonly seconds: number;
}

/** Enough for a few hundred small worlds and a few large ones. */
export const DEFAULT_SHRINK_BUDGET: ShrinkBudget = { events: 5_000_000, seconds: 20 };

/** What a world counts for that failed in an unknown number of events. */
const UNKNOWN_EVENTS = 10_000;

/** A smaller plan, and how it was found. */
export interface ShrunkPlan {
  readonly plan: Plan;
  /** How the smaller plan fails: the same promise, perhaps broken otherwise. */
  readonly failure: Failure;
  /** How many plans were played to find it. */
  readonly tries: number;
}

/** What is done on the way to a smaller plan. */
export interface ShrinkHooks {
  /** Plays a plan, and says how it went. */
  readonly play: (plan: Plan) => PlanResult;
  /** Is told each plan that is smaller than those before. */
  readonly found: (smaller: ShrunkPlan) => void;
}

/** Looks for a smaller plan that breaks the same promise as a failing one. */
export function shrinkFailingPlan(
  plan: Plan,
  failure: Failure,
  budget: ShrinkBudget,
  { play = runPlan, found = () => undefined }: Partial<ShrinkHooks> = {},
): ShrunkPlan {
  const startedMs = performance.now();
  let events = 0;
  let tries = 0;
  let smallest: ShrunkPlan = { plan, failure, tries };
  const fails = (smaller: Plan): boolean => {
    const played = play(smaller);
    tries += 1;
    events += played.outcome?.events ?? UNKNOWN_EVENTS;
    if (played.failure?.promise !== failure.promise) return false;
    smallest = { plan: smaller, failure: played.failure, tries };
    found(smallest);
    return true;
  };
  const mayGoOn = (): boolean => events < budget.events && performance.now() - startedMs < budget.seconds * 1_000;
  shrinkPlan(plan, fails, mayGoOn);
  return { ...smallest, tries };
}
