import { parentPort, workerData } from 'node:worker_threads';
import { loadMutant } from './load-mutant.ts';
import { importHarness } from './harness.ts';
import type { MutantProgress, MutantRequest } from './run-mutant.ts';

/*
 * The thread of one mutant: injects the bug, and only then imports the code that contains it.
 */

/** Runs worlds, and reports each one, until a promise is broken or the time or the number of worlds is used up. */
async function runWorlds(request: MutantRequest, report: (progress: MutantProgress) => void): Promise<void> {
  const { mutant, scenario, drivers, seconds, worlds } = request;
  const untilMs = performance.now() + seconds * 1_000;
  const pending = mutant === null ? null : loadMutant(mutant);
  const runNumberedWorld = await importHarness(scenario, drivers);
  if (pending?.isInjected() === false) throw new Error(`${mutant?.file} was not loaded`);
  let events = 0;
  for (let number = 1; number <= worlds && performance.now() < untilMs; number += 1) {
    const result = runNumberedWorld(number, untilMs);
    if (result === null) return;
    events += result.events;
    const { violation } = result;
    const found = violation === null ? null : { promise: violation.promise, detail: violation.detail };
    report({ worlds: number, events, violation: found });
    if (found !== null) return;
  }
}

await runWorlds(workerData as MutantRequest, (progress) => parentPort?.postMessage(progress, []));
