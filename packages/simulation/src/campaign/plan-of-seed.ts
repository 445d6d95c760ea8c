import { withDrivers } from '../random/draw-driver-fault.ts';
import { drawPlan } from '../random/draw-plan.ts';
import type { Plan } from '../random/plan.ts';

/** The worlds of a campaign that run the real drivers; `half`: those of even seeds. */
export const DRIVER_MODES = ['on', 'off', 'half'] as const;

/** Which worlds run the real drivers. */
export type DriverMode = (typeof DRIVER_MODES)[number];

/** Returns the plan of a seed. */
export function planOfSeed(seed: number, drivers: DriverMode): Plan {
  const plan = drawPlan(seed);
  return drivers === 'on' || (drivers === 'half' && seed % 2 === 0) ? withDrivers(plan) : plan;
}
