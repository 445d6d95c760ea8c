/** Returns the value below which a share of the sample lies, by the nearest-rank method; NaN for an empty sample. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Returns the median; NaN for an empty sample. */
export function median(sample: readonly number[]): number {
  return percentile(sample, 0.5);
}

/**
 * Returns the member of a sample with the median key, so that all values of a run come from the same repetition.
 * @throws {Error} if the sample is empty
 */
export function medianBy<Member>(sample: readonly Member[], key: (member: Member) => number): Member {
  const middle = median(sample.map(key));
  const found = sample.find((member) => key(member) === middle);
  if (found === undefined) throw new Error('an empty sample has no median');
  return found;
}

/** Measures how long some work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
