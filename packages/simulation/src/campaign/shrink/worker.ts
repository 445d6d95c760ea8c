import { parentPort, workerData } from 'node:worker_threads';
import type { Plan } from '../../random/plan.ts';
import type { Failure } from '../failure.ts';
import { shrinkFailingPlan, type ShrinkBudget, type ShrunkPlan } from './shrink-failing-plan.ts';

/*
 * A thread that shrinks one plan, and sends each smaller one that it finds.
 */

/** What the thread is started with. */
export interface ShrinkRequest {
  readonly plan: Plan;
  readonly failure: Failure;
  readonly budget: ShrinkBudget;
}

function send(shrunk: ShrunkPlan): void {
  parentPort?.postMessage(shrunk, []);
}

const { plan, failure, budget } = workerData as ShrinkRequest;
send(shrinkFailingPlan(plan, failure, budget, { onShrunk: send }));
