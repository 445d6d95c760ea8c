import { drawPlan } from './random/draw-plan.ts';
import { runWorld, type Outcome } from './random/run-world.ts';

/** Plays the world of a seed. */
export const simulateSeed = (seed: number): Outcome => runWorld(drawPlan(seed));
