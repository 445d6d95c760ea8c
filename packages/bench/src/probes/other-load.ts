import { cpus } from 'node:os';
import { ownCpuSeconds } from './process-usage.ts';

const MS_PER_SECOND = 1_000;

/** Returns the CPU seconds that all processes of the machine have used, on all cores. */
function machineCpuSeconds(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0) / MS_PER_SECOND;
}

/**
 * Starts to measure the load that other programs cause on this machine. `ownSeconds` returns the CPU seconds that this run
 * has used. Returns a function that returns the share of the CPU time that others have used since, from 0 to 1; the higher
 * it is, the less reliable the measurements are.
 * @throws {Error} if this is not Linux
 */
export function watchLoadBesides(ownSeconds: () => number): () => number {
  const read = () => ({ machine: machineCpuSeconds(), own: ownSeconds(), atMs: performance.now() });
  const before = read();
  return () => {
    const after = read();
    const otherCpuSeconds = after.machine - before.machine - (after.own - before.own);
    const available = (cpus().length * (after.atMs - before.atMs)) / MS_PER_SECOND;
    return Math.max(0, otherCpuSeconds / available);
  };
}

/**
 * Starts to measure the load that other programs cause. `pids` returns this run's child processes that are alive; what it
 * returns is that of `watchLoadBesides`.
 * @throws {Error} if this is not Linux
 */
export function watchOtherLoad(pids: () => readonly number[]): () => number {
  return watchLoadBesides(() => ownCpuSeconds(pids()));
}

/** Load below this share does not disturb a measurement, and the kernel's accounting is no more accurate than this. */
export const MAX_QUIET_SHARE = 0.1;

/** Says whether other programs disturbed any measurement, from the shares of the CPU time that they used. */
export function describeOtherLoad(shares: readonly number[]): string {
  const share = Math.max(0, ...shares);
  const percent = `other programs used at most ${Math.round(100 * share)} % of the CPU time during any measurement`;
  return share <= MAX_QUIET_SHARE ? `quiet machine: ${percent}` : `NOT A QUIET MACHINE: ${percent}`;
}

/** How often to repeat a measurement. */
interface Repetitions {
  /** The number of results to return. */
  readonly wanted: number;
  /** The maximum number of measurements. */
  readonly max: number;
}

/**
 * Repeats a measurement until enough repetitions were undisturbed by other programs, up to a maximum. Returns the results
 * of the least disturbed ones: the selection depends on what others did, never on what was measured.
 */
export async function measureLeastDisturbed<Result>(
  pids: () => readonly number[],
  { wanted, max }: Repetitions,
  measure: () => Promise<Result>,
): Promise<Result[]> {
  const runs: { readonly result: Result; readonly share: number }[] = [];
  while (runs.length < max && runs.filter(({ share }) => share <= MAX_QUIET_SHARE).length < wanted) {
    const otherLoadShare = watchOtherLoad(pids);
    const result = await measure();
    runs.push({ result, share: otherLoadShare() });
  }
  return runs
    .sort((one, other) => one.share - other.share)
    .slice(0, wanted)
    .map(({ result }) => result);
}
