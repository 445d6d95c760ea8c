/** The value below which a share of the sample lies, by the nearest rank; NaN for an empty sample. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** The median. */
export function median(sample: readonly number[]): number {
  return percentile(sample, 0.5);
}

/**
 * The member of a sample whose key is the median: repeated measurements stand or fall as a whole.
 * @throws {Error} when the sample is empty
 */
export function medianBy<Member>(sample: readonly Member[], key: (member: Member) => number): Member {
  const middle = median(sample.map(key));
  const found = sample.find((member) => key(member) === middle);
  if (found === undefined) throw new Error('there is no median of nothing');
  return found;
}

/** How long some work takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
