import { parentPort, workerData } from 'node:worker_threads';
import { SCENARIOS } from './catalogue.ts';
import { explore, type Exploration, type Limits } from './explore.ts';

/*
 * A thread that explores one scenario.
 */

/** What a thread is told when it starts. */
export interface Order {
  /** The name of the scenario. */
  readonly name: string;
  readonly states: number;
  readonly seconds: number;
}

/** What it tells: how far it is, and at last what it found. */
export type News =
  | { readonly kind: 'progress'; readonly states: number; readonly depth: number }
  | { readonly kind: 'done'; readonly exploration: Exploration };

function tell(news: News): void {
  parentPort?.postMessage(news, []);
}

const { name, states, seconds } = workerData as Order;
const scenario = SCENARIOS.find((each) => each.name === name);
if (scenario === undefined) throw new Error(`there is no scenario "${name}"`);
const limits: Limits = {
  states,
  untilMs: performance.now() + seconds * 1_000,
  progress: (visited, depth) => tell({ kind: 'progress', states: visited, depth }),
};
tell({ kind: 'done', exploration: explore(scenario, limits) });
