import { Worker } from 'node:worker_threads';
import { runConcurrently } from '../run-concurrently.ts';
import type { Exploration } from './explore.ts';
import type { ExplorationMessage, ExplorationRequest } from './worker.ts';

/** How far and for how long to explore each scenario. */
export type ScenarioLimits = Omit<ExplorationRequest, 'name'>;

/** The exploration of a scenario, and how long it took. */
export interface ScenarioResult {
  readonly exploration: Exploration;
  readonly seconds: number;
}

/** What the caller observes. */
export interface ScenarioHooks {
  readonly progress: (name: string, states: number, depth: number) => void;
  readonly done: (result: ScenarioResult) => void;
}

/** Large, because all states of the current depth and the next are in memory. */
const MAX_HEAP_MB = 8_192;

/** Explores one scenario in a thread of its own. */
function runScenario(
  name: string,
  limits: ScenarioLimits,
  progress: ScenarioHooks['progress'],
): Promise<ScenarioResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ScenarioResult>();
  const startedMs = performance.now();
  const workerData: ExplorationRequest = { name, ...limits };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  worker.on('message', (message: ExplorationMessage) => {
    if (message.kind === 'progress') progress(name, message.states, message.depth);
    else resolve({ exploration: message.exploration, seconds: (performance.now() - startedMs) / 1_000 });
  });
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error(`the exploration of "${name}" ended without a result`)));
  return promise;
}

/** Explores scenarios concurrently, and calls `done` with each result as soon as it is known. */
export async function runScenarios(
  names: readonly string[],
  limits: ScenarioLimits,
  concurrency: number,
  { done, progress }: ScenarioHooks,
): Promise<void> {
  await runConcurrently(names, concurrency, async (name) => done(await runScenario(name, limits, progress)));
}
