import { drawPlan } from './random/draw-plan.ts';
import { runWorld, type Outcome } from './random/run-world.ts';

/** Plays the world of a seed. */
export function simulateSeed(seed: number): Outcome {
  return runWorld(drawPlan(seed));
}
