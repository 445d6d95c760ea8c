import type { SimulatedProcess } from './cluster.ts';

/** Counts an effect that a process is about to execute. Returns whether it crashes before that, as was scheduled. */
export function crashesBeforeEffect(process: SimulatedProcess): boolean {
  if (process.effectsUntilCrash === null) return false;
  if (process.effectsUntilCrash === 0) return true;
  process.effectsUntilCrash -= 1;
  return false;
}
