/** Calls `work` for each item, in order, with at most `concurrency` calls in progress at a time. */
export async function runConcurrently<Value>(
  items: readonly Value[],
  concurrency: number,
  work: (item: Value) => Promise<void>,
): Promise<void> {
  // All loops share one iterator, so each item is taken once.
  const queue = items.values();
  const loop = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}
