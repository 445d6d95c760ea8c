import { MAX_RANDOM_SEED } from '@steadfast/runtime/random';
import type { CampaignLimits } from './campaign-limits.ts';
import type { SeedBatch } from './worker.ts';

/** Large enough to keep a thread busy, small enough that a campaign ends close to its time limit. */
const BATCH_WORLDS = 20;

/**
 * Creates a queue that hands out batches in the order of their seeds, and then null: once a limit is reached, or
 * `isOver` returns true.
 */
export function createSeedQueue(
  { from, worlds, seconds, drivers }: CampaignLimits,
  isOver: () => boolean,
): () => SeedBatch | null {
  const startedMs = performance.now();
  const end = Math.min(worlds === null ? Infinity : from + worlds, MAX_RANDOM_SEED + 1);
  let next = from;
  return () => {
    // However short the time, at least one batch is run.
    const late = worlds === null && next > from && performance.now() - startedMs >= seconds * 1_000;
    if (late || next >= end || isOver()) return null;
    const first = next;
    next = Math.min(first + BATCH_WORLDS, end);
    return { first, worlds: next - first, drivers };
  };
}
