import { Worker } from 'node:worker_threads';
import type { Plan } from '../random/plan.ts';
import type { Budget, Smaller } from './find-smaller.ts';
import type { Failure } from './play.ts';
import type { Order } from './smaller-worker.ts';

/** A smaller world may never end: its thread is ended when it is so late, in seconds. */
const OVERTIME_SECONDS = 5;

/**
 * Makes a failing plan smaller, in a thread of its own.
 * @param signal ends it early: then the smallest plan so far must do
 */
export function makeSmaller(plan: Plan, failure: Failure, budget: Budget, signal: AbortSignal): Promise<Smaller> {
  let smallest: Smaller = { plan, failure, tries: 0 };
  if (signal.aborted) return Promise.resolve(smallest);
  const { promise, resolve } = Promise.withResolvers<Smaller>();
  const workerData: Order = { plan, failure, budget };
  const worker = new Worker(new URL('smaller-worker.ts', import.meta.url), { workerData });
  const end = (): void => void worker.terminate();
  const overtime = setTimeout(end, (budget.seconds + OVERTIME_SECONDS) * 1_000);
  signal.addEventListener('abort', end, { once: true });
  worker.on('message', (smaller: Smaller) => {
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
