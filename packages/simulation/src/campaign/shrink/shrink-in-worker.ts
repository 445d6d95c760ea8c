import { Worker } from 'node:worker_threads';
import type { Plan } from '../../random/plan.ts';
import type { Failure } from '../failure.ts';
import type { ShrinkBudget, ShrunkPlan } from './shrink-failing-plan.ts';
import type { ShrinkRequest } from './worker.ts';

/** A smaller world may never end: the thread is terminated when it exceeds its time by this much. */
const OVERTIME_SECONDS = 5;

/**
 * Shrinks a failing plan in a thread of its own.
 * @param signal ends it early; the smallest plan so far is the result
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
  const terminate = (): void => void worker.terminate();
  const overtime = setTimeout(terminate, (budget.seconds + OVERTIME_SECONDS) * 1_000);
  signal.addEventListener('abort', terminate, { once: true });
  worker.on('message', (shrunk: ShrunkPlan) => {
    smallest = shrunk;
  });
  // However the thread ends, what it has found so far is valid.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    clearTimeout(overtime);
    signal.removeEventListener('abort', terminate);
    resolve(smallest);
  });
  return promise;
}
