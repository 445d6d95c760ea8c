import { Worker } from 'node:worker_threads';
import type { Exploration } from './explore.ts';
import type { ExplorationMessage, ExplorationRequest } from './worker.ts';

/** How long and how far to explore one scenario. */
export type ScenarioLimits = Omit<ExplorationRequest, 'name'>;

/** A scenario that was explored, and how long that took. */
export interface ScenarioResult {
  readonly exploration: Exploration;
  readonly seconds: number;
}

/** The states that wait to be looked at are all in memory, in megabytes. */
const MOST_MEMORY_MB = 8_192;

/** Explores one scenario in a thread of its own. */
export function runScenario(
  name: string,
  limits: ScenarioLimits,
  progress: (news: ExplorationMessage) => void,
): Promise<ScenarioResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ScenarioResult>();
  const startedMs = performance.now();
  const workerData: ExplorationRequest = { name, ...limits };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  worker.on('message', (news: ExplorationMessage) => {
    if (news.kind === 'progress') progress(news);
    else resolve({ exploration: news.exploration, seconds: (performance.now() - startedMs) / 1_000 });
  });
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error(`the exploration of "${name}" ended without a result`)));
  return promise;
}

/** Explores scenarios, so many at a time, and tells of each as soon as it is known. */
export async function runScenarios(
  names: readonly string[],
  limits: ScenarioLimits,
  atOnce: number,
  {
    done,
    progress,
  }: { done: (finding: ScenarioResult) => void; progress: (name: string, news: ExplorationMessage) => void },
): Promise<void> {
  const queue = names.values();
  const work = async (): Promise<void> => {
    // All share one iterator, so each scenario is taken once.
    for (const name of queue) done(await runScenario(name, limits, (news) => progress(name, news)));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
