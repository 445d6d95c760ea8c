import { parentPort, workerData } from 'node:worker_threads';
import { loadMutant } from './load-mutant.ts';
import { HARNESSES } from './harnesses.ts';
import type { MutantRequest, MutantProgress } from './run-mutant.ts';

/*
 * The thread of one mutant: plants it, and only then imports what it is to break.
 */

/** Tells what became of each world, until one is broken or the time or the worlds are used up. */
async function run(order: MutantRequest, tell: (progress: MutantProgress) => void): Promise<void> {
  const { mutant, harness, seconds, worlds } = order;
  const untilMs = performance.now() + seconds * 1_000;
  const awaited = mutant === null ? null : loadMutant(mutant);
  const runWorld = await HARNESSES[harness]();
  if (awaited?.isInjected() === false) throw new Error(`${mutant?.file} has no part in the ${harness}`);
  let events = 0;
  for (let number = 1; number <= worlds && performance.now() < untilMs; number += 1) {
    const trial = runWorld(number, untilMs);
    if (trial === null) return;
    events += trial.events;
    const { violation } = trial;
    const found = violation === null ? null : { promise: violation.promise, detail: violation.detail };
    tell({ worlds: number, events, violation: found });
    if (found !== null) return;
  }
}

await run(workerData as MutantRequest, (progress) => parentPort?.postMessage(progress, []));
