import { requestStore, type StepContext } from '../effects.ts';
import { HEARTBEAT_MS } from '../heartbeat.ts';
import type { Leadership, MasterConfig } from '../state.ts';

/** Entries trimmed at once; when there are more, the next batch follows with the next heartbeat. */
const TRIM_LIMIT = 1_000;

/** How often the old end of the ledger is trimmed: often enough that a batch is small compared to the retention. */
const TRIM_INTERVAL_MS = 10 * 60_000;

/** Returns the time between two rounds of trimming, in milliseconds; a short retention shortens it. */
export function trimIntervalMs({ retentionMs }: MasterConfig): number {
  return Math.min(TRIM_INTERVAL_MS, retentionMs);
}

/**
 * Trims entries that are old and, by the watermark as it was saved, projected. Age is told by the wall clock, which may
 * jump, and a number that is free again could be taken by a request that lingered. So an entry is trimmed only if it
 * already existed in the previous round, an interval ago by a clock that never jumps. The last entry always stays.
 */
export function trim(leadership: Leadership, context: StepContext): void {
  const { trim: round, heartbeat, config } = leadership;
  if (context.nowMs < round.dueMs) return;
  round.dueMs = Infinity;
  const through = Math.min(heartbeat.savedThrough, round.through);
  requestStore(context, { kind: 'trim', beforeMs: context.wallMs - config.retentionMs, through, limit: TRIM_LIMIT });
}

/** Takes note of how many entries were trimmed: when there may be more, the next batch follows soon. */
export function trimmed({ trim: round, config, groupCommit }: Leadership, { nowMs }: StepContext, count: number): void {
  const complete = count < TRIM_LIMIT;
  round.dueMs = nowMs + (complete ? trimIntervalMs(config) : HEARTBEAT_MS);
  if (complete) round.through = groupCommit.last - 1;
}
