/** The value below which a share of the sample lies, by the nearest rank; NaN for an empty sample. */
export const percentile = (sample: readonly number[], share: number): number => {
  const sorted = [...sample].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

/** The median. */
export const median = (sample: readonly number[]): number => percentile(sample, 0.5);

/** How long some work takes, in milliseconds. */
export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
};
