import { parentPort, workerData } from 'node:worker_threads';
import type { Plan } from '../random/plan.ts';
import { findSmaller, type Budget } from './find-smaller.ts';
import type { Failure } from './play.ts';

/*
 * A thread that makes one plan smaller, and tells each smaller one that it finds.
 */

/** What the thread is told. */
export interface Order {
  readonly plan: Plan;
  readonly failure: Failure;
  readonly budget: Budget;
}

const { plan, failure, budget } = workerData as Order;
function tell(smaller: ReturnType<typeof findSmaller>): void {
  parentPort?.postMessage(smaller, []);
}
tell(findSmaller(plan, failure, budget, { found: tell }));
