import { NO_SEED } from './failure.ts';

/** A world takes a fraction of a second; one that takes this long never ends. */
export const HANG_TIMEOUT_SECONDS = 60;

/**
 * Calls `onHang` with the seed of a world that does not end. Returns a function that stops the detector.
 * @param seeds the seed that each thread runs now, or `NO_SEED`
 */
export function startHangDetector(seeds: Float64Array, onHang: (seed: number) => void): () => void {
  let previous = Array.from(seeds);
  let unchanged = previous.map(() => 0);
  // Counts checks instead of reading a clock: if the whole process is suspended for a while, no world is to blame.
  const timer = setInterval(() => {
    const current = Array.from(seeds);
    unchanged = current.map((seed, index) =>
      seed !== NO_SEED && seed === previous[index] ? (unchanged[index] ?? 0) + 1 : 0,
    );
    previous = current;
    const index = unchanged.findIndex((checks) => checks >= HANG_TIMEOUT_SECONDS);
    if (index !== -1) onHang(current[index] ?? NO_SEED);
  }, 1_000);
  return () => clearInterval(timer);
}
