import { MAX_EPOCH_JUMP } from '@steadfast/invariants';
import { drawDuration } from './draw-fault.ts';
import { mastersOf, type Plan, type SimulatedFault } from './plan.ts';
import type { RandomStream } from './random-stream.ts';

/** The kind of fault that this module draws. */
export const FALSE_MASTER: SimulatedFault['kind'] = 'false master';

/**
 * The share of worlds with false masters. It is small, because a slave that believes one is without a master for 15 s,
 * in which other faults cannot do much to it.
 */
const PROBABILITY = 0.06;

/** By how much claimed epochs are above the true one: close to it, close to what is plausible, and far beyond that. */
function drawLead(random: RandomStream): number {
  const near = random.integer(0, 3);
  const far = MAX_EPOCH_JUMP - random.integer(0, 3);
  return random.pick([near, far, MAX_EPOCH_JUMP, MAX_EPOCH_JUMP + 1, Number.MAX_SAFE_INTEGER]);
}

/** Returns the plan of some worlds with false masters added, that of the others as it is. */
export function withFalseMasters(random: RandomStream, plan: Plan): Plan {
  if (!random.chance(PROBABILITY)) return plan;
  const added = Array.from({ length: random.integer(1, 3) }, (): SimulatedFault => {
    const atMs = random.between(0, plan.healAtMs);
    const master = random.pick(mastersOf(plan));
    return { kind: 'false master', atMs, master, aheadBy: drawLead(random), forMs: drawDuration(random, 10_000) };
  });
  const faults = [...plan.faults, ...added].sort((one, other) => one.atMs - other.atMs);
  return { ...plan, faults, faultsSpareSlaves: false };
}
