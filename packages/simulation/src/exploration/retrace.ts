import { PromiseViolation } from '../world/promise-violation.ts';
import type { Action } from './action.ts';
import { applyAction } from './apply-action.ts';
import type { ExplorationTranscript } from './explored-cluster.ts';
import { initialState, type Scenario } from './scenario.ts';
import { createBench } from './search.ts';

/** Performs the actions of a path again, and writes a transcript. */
export function retrace(scenario: Scenario, path: readonly Action[], transcript: ExplorationTranscript): void {
  const bench = createBench(scenario);
  bench.setTranscript(transcript);
  let state = initialState(bench, scenario);
  try {
    for (const action of path) {
      transcript('—', JSON.stringify(action));
      ({ state } = applyAction(bench, state, action));
    }
  } catch (error) {
    if (!(error instanceof PromiseViolation)) throw error;
    transcript('broken', `${error.promise}: ${error.message}`);
  }
}
