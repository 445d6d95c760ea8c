import { parentPort, workerData } from 'node:worker_threads';
import type { Plan } from '../../random/plan.ts';
import { shrinkFailingPlan, type ShrinkBudget } from './shrink-failing-plan.ts';
import type { Failure } from '../run-plan.ts';

/*
 * A thread that makes one plan smaller, and tells each smaller one that it finds.
 */

/** What the thread is told. */
export interface ShrinkRequest {
  readonly plan: Plan;
  readonly failure: Failure;
  readonly budget: ShrinkBudget;
}

const { plan, failure, budget } = workerData as ShrinkRequest;
function tell(smaller: ReturnType<typeof shrinkFailingPlan>): void {
  parentPort?.postMessage(smaller, []);
}
tell(shrinkFailingPlan(plan, failure, budget, { found: tell }));
