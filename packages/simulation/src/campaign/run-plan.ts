import type { Plan } from '../random/plan.ts';
import { runWorld, type WorldOutcome } from '../random/run-world.ts';
import type { TranscriptWriter } from '../random/create-cluster.ts';
import { NO_WORLD_FAILS, type Failure } from './failure.ts';

/** How a plan went; the outcome is null when the world threw an unexpected error. */
export interface PlanResult {
  readonly outcome: WorldOutcome | null;
  readonly failure: Failure | null;
}

/** Runs the world of a plan. `transcript`: receives each line; null for none, which is faster. */
export function runPlan(plan: Plan, transcript: TranscriptWriter | null = null): PlanResult {
  const { seed } = plan;
  try {
    const outcome = runWorld(plan, transcript);
    const { violation } = outcome;
    return { outcome, failure: violation === null ? null : { seed, ...violation } };
  } catch (error) {
    // Not a violation: a bug of the simulator, or of a core where no check watches it.
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { outcome: null, failure: { seed, promise: NO_WORLD_FAILS, detail, atMs: null } };
  }
}
