import { pause } from '../wait.ts';
import { MAX_QUIET_SHARE, watchOtherLoad } from './other-load.ts';

/** Long enough for the kernel's accounting, which counts hundredths of a second. */
const SAMPLE_MS = 2_000;

/** Samples in a row: a test suite of somebody else pauses between two files. */
const QUIET_SAMPLES = 3;

const PROGRESS_MS = 20_000;

/** What waiting for a quiet machine needs. */
export interface QuietOptions {
  /** Returns the process ids of this run. */
  readonly pids: () => readonly number[];
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** The longest to wait, in milliseconds. */
  readonly maxMs: number;
}

/**
 * Waits until other programs use hardly any CPU time, and returns how long that took, in milliseconds. It waits for
 * `maxMs` at most: the measurements say how much load there was during each benchmark.
 */
export async function waitForQuietMachine({ pids, signal, progress, maxMs }: QuietOptions): Promise<number> {
  const startMs = performance.now();
  const waitedMs = (): number => performance.now() - startMs;
  let reportedMs = -Infinity;
  for (let quiet = 0; quiet < QUIET_SAMPLES && waitedMs() < maxMs;) {
    const otherLoadShare = watchOtherLoad(pids);
    await pause(Math.min(SAMPLE_MS, maxMs), signal);
    const share = otherLoadShare();
    quiet = share <= MAX_QUIET_SHARE ? quiet + 1 : 0;
    if (quiet > 0 || waitedMs() - reportedMs < PROGRESS_MS) continue;
    reportedMs = waitedMs();
    const left = Math.max(0, Math.round((maxMs - waitedMs()) / 1_000));
    progress(`other programs use ${Math.round(100 * share)} % of the CPU time; waiting for up to ${left} s`);
  }
  return waitedMs();
}
