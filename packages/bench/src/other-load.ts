import { cpus } from 'node:os';
import { ownCpuSeconds } from './process-usage.ts';

const MS_PER_SECOND = 1_000;

/** CPU seconds that all processes of the machine have used, on all cores. */
const machineCpuSeconds = (): number =>
  cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / MS_PER_SECOND;

/**
 * Begins to watch what everybody else does on this machine. Gives a function that says which share of the processors
 * they have used since: from 0 to 1, and the larger it is, the less the figures mean.
 */
export const watchOthers = (alivePids: readonly number[]): (() => number) => {
  const read = () => ({ machine: machineCpuSeconds(), own: ownCpuSeconds(alivePids), atMs: performance.now() });
  const before = read();
  return () => {
    const after = read();
    const others = after.machine - before.machine - (after.own - before.own);
    const available = (cpus().length * (after.atMs - before.atMs)) / MS_PER_SECOND;
    return Math.max(0, others / available);
  };
};
