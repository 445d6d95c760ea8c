import { parentPort, workerData } from 'node:worker_threads';
import { explore, type Exploration, type ExplorationLimits } from './explore.ts';
import { SCENARIOS } from './scenario-catalogue.ts';

/*
 * A thread that explores one scenario.
 */

/** What the thread is started with. */
export interface ExplorationRequest {
  /** The name of the scenario. */
  readonly name: string;
  /** The maximum number of states. */
  readonly states: number;
  readonly seconds: number;
}

/** What the thread sends: its progress now and then, and finally the result. */
export type ExplorationMessage =
  | { readonly kind: 'progress'; readonly states: number; readonly depth: number }
  | { readonly kind: 'done'; readonly exploration: Exploration };

function send(message: ExplorationMessage): void {
  parentPort?.postMessage(message, []);
}

const { name, states, seconds } = workerData as ExplorationRequest;
const scenario = SCENARIOS.find((each) => each.name === name);
if (scenario === undefined) throw new Error(`no such scenario: ${name}`);
const limits: ExplorationLimits = {
  states,
  untilMs: performance.now() + seconds * 1_000,
  progress: (visited, depth) => send({ kind: 'progress', states: visited, depth }),
};
send({ kind: 'done', exploration: explore(scenario, limits) });
