import type { Plan } from '../../random/plan.ts';
import type { Failure } from '../failure.ts';
import { runPlan, type PlanResult } from '../run-plan.ts';
import { shrinkPlan } from './shrink-plan.ts';

/** How much may be spent on shrinking one plan. */
export interface ShrinkBudget {
  /** The total number of events in all worlds. This is the effective limit: it makes the result reproducible. */
  readonly events: number;
  /** A limit of real time, for slow machines. */
  readonly seconds: number;
}

/** Enough for a few hundred small worlds and a few large ones. */
export const DEFAULT_SHRINK_BUDGET: ShrinkBudget = { events: 5_000_000, seconds: 20 };

/** What a world costs that failed after an unknown number of events: about as much as an average world. */
const UNKNOWN_EVENTS = 10_000;

/** The result of shrinking a plan. */
export interface ShrunkPlan {
  readonly plan: Plan;
  /** How the plan fails: it breaks the same promise, but possibly in another way. */
  readonly failure: Failure;
  /** How many plans were tried. */
  readonly tries: number;
}

/** What the caller can replace or observe. */
export interface ShrinkHooks {
  /** Runs a plan. */
  readonly run: (plan: Plan) => PlanResult;
  /** Receives each plan that is smaller than those before. */
  readonly onShrunk: (shrunk: ShrunkPlan) => void;
}

/** Finds a smaller plan that breaks the same promise as a failing plan. */
export function shrinkFailingPlan(
  plan: Plan,
  failure: Failure,
  budget: ShrinkBudget,
  { run = runPlan, onShrunk = () => undefined }: Partial<ShrinkHooks> = {},
): ShrunkPlan {
  const startedMs = performance.now();
  let events = 0;
  let tries = 0;
  let smallest: ShrunkPlan = { plan, failure, tries };
  const fails = (smaller: Plan): boolean => {
    const result = run(smaller);
    tries += 1;
    events += result.outcome?.events ?? UNKNOWN_EVENTS;
    if (result.failure?.promise !== failure.promise) return false;
    smallest = { plan: smaller, failure: result.failure, tries };
    onShrunk(smallest);
    return true;
  };
  const mayContinue = (): boolean => events < budget.events && performance.now() - startedMs < budget.seconds * 1_000;
  shrinkPlan(plan, fails, mayContinue);
  return { ...smallest, tries };
}
