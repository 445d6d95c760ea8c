import { cpus } from 'node:os';
import { ownCpuSeconds } from './process-usage.ts';

const MS_PER_SECOND = 1_000;

/** CPU seconds that all processes of the machine have used, on all cores. */
function machineCpuSeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / MS_PER_SECOND;
}

/**
 * Begins to watch what everybody else does on this machine, given the children of ours that are alive at any moment.
 * Gives a function that says which share of the processors others have used since: from 0 to 1, and the larger it is,
 * the less the figures mean.
 * @throws {Error} when this is no Linux
 */
export function watchOthers(pids: () => readonly number[]): () => number {
  const read = () => ({ machine: machineCpuSeconds(), own: ownCpuSeconds(pids()), atMs: performance.now() });
  const before = read();
  return () => {
    const after = read();
    const others = after.machine - before.machine - (after.own - before.own);
    const available = (cpus().length * (after.atMs - before.atMs)) / MS_PER_SECOND;
    return Math.max(0, others / available);
  };
}

/** With less than this share of the processors, others disturb nothing; the accounts are no more exact either. */
const QUIET_SHARE = 0.1;

/** How often to measure. */
interface Repetition {
  /** So many results are wanted. */
  readonly wanted: number;
  /** So many measurements are made at most. */
  readonly most: number;
}

/**
 * Repeats a measurement until enough of them were undisturbed by other programs, or there were many. Gives the least
 * disturbed results: what is chosen depends on what others did, never on what was measured.
 */
export async function leastDisturbed<Result>(
  pids: () => readonly number[],
  { wanted, most }: Repetition,
  measure: () => Promise<Result>,
): Promise<Result[]> {
  const runs: { readonly result: Result; readonly share: number }[] = [];
  while (runs.length < most && runs.filter(({ share }) => share <= QUIET_SHARE).length < wanted) {
    const othersShare = watchOthers(pids);
    const result = await measure();
    runs.push({ result, share: othersShare() });
  }
  return runs
    .sort((one, other) => one.share - other.share)
    .slice(0, wanted)
    .map(({ result }) => result);
}
