import { parentPort, workerData } from 'node:worker_threads';
import { SCENARIOS } from './scenario-catalogue.ts';
import { explore, type Exploration, type ExplorationLimits } from './explore.ts';

/*
 * A thread that explores one scenario.
 */

/** What a thread is told when it starts. */
export interface ExplorationRequest {
  /** The name of the scenario. */
  readonly name: string;
  readonly states: number;
  readonly seconds: number;
}

/** What it tells: how far it is, and at last what it found. */
export type ExplorationMessage =
  | { readonly kind: 'progress'; readonly states: number; readonly depth: number }
  | { readonly kind: 'done'; readonly exploration: Exploration };

function tell(news: ExplorationMessage): void {
  parentPort?.postMessage(news, []);
}

const { name, states, seconds } = workerData as ExplorationRequest;
const scenario = SCENARIOS.find((each) => each.name === name);
if (scenario === undefined) throw new Error(`there is no scenario "${name}"`);
const limits: ExplorationLimits = {
  states,
  untilMs: performance.now() + seconds * 1_000,
  progress: (visited, depth) => tell({ kind: 'progress', states: visited, depth }),
};
tell({ kind: 'done', exploration: explore(scenario, limits) });
