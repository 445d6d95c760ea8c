import { Worker } from 'node:worker_threads';
import type { Plan } from '../../random/plan.ts';
import type { ShrinkBudget, ShrunkPlan } from './shrink-failing-plan.ts';
import type { Failure } from '../run-plan.ts';
import type { ShrinkRequest } from './worker.ts';

/** A smaller world may never end: its thread is ended when it is so late, in seconds. */
const OVERTIME_SECONDS = 5;

/**
 * Makes a failing plan smaller, in a thread of its own.
 * @param signal ends it early: then the smallest plan so far must do
 */
export function shrinkInWorker(
  plan: Plan,
  failure: Failure,
  budget: ShrinkBudget,
  signal: AbortSignal,
): Promise<ShrunkPlan> {
  let smallest: ShrunkPlan = { plan, failure, tries: 0 };
  if (signal.aborted) return Promise.resolve(smallest);
  const { promise, resolve } = Promise.withResolvers<ShrunkPlan>();
  const workerData: ShrinkRequest = { plan, failure, budget };
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
  const end = (): void => void worker.terminate();
  const overtime = setTimeout(end, (budget.seconds + OVERTIME_SECONDS) * 1_000);
  signal.addEventListener('abort', end, { once: true });
  worker.on('message', (smaller: ShrunkPlan) => {
    smallest = smaller;
  });
  // Whatever it died of, what it has found stands.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    clearTimeout(overtime);
    signal.removeEventListener('abort', end);
    resolve(smallest);
  });
  return promise;
}
