import { requestStore, type StepContext } from '../effects.ts';
import { HEARTBEAT_MS } from '../heartbeat.ts';
import type { Leadership, MasterConfig } from '../state.ts';

/**
 * Entries per batch. If there are more, the next batch follows a heartbeat later, so that trimming delays nothing else.
 */
const TRIM_LIMIT = 1_000;

/** How often old entries are trimmed: often enough that few accumulate in between. */
const TRIM_INTERVAL_MS = 10 * 60_000;

/** Returns the time between two rounds of trimming, in milliseconds; never longer than the retention. */
export function trimIntervalMs({ retentionMs }: MasterConfig): number {
  return Math.min(TRIM_INTERVAL_MS, retentionMs);
}

/**
 * Requests to trim old entries, if a round is due. An entry must also be projected according to the saved watermark.
 *
 * The age of an entry is judged by the wall clock, which may jump, and a delayed append could take the number of an
 * entry that was trimmed too early. So an entry is trimmed only if it existed in the previous round, an interval ago by
 * the monotonic clock. The last entry is never trimmed. An entry with a date in the future, from a clock that was ahead,
 * is judged by the next one with a credible date: it is not younger, and would block trimming until its date has passed.
 */
export function trim(leadership: Leadership, context: StepContext): void {
  const { trim: round, heartbeat, config } = leadership;
  if (context.nowMs < round.dueMs) return;
  round.dueMs = Infinity;
  const through = Math.min(heartbeat.savedThrough, round.through);
  const nowMs = context.wallMs;
  requestStore(context, { kind: 'trim', beforeMs: nowMs - config.retentionMs, nowMs, through, limit: TRIM_LIMIT });
}

/** Records how many entries were trimmed, and schedules the next batch, or the next round if this one is complete. */
export function trimmed({ trim: round, config, groupCommit }: Leadership, { nowMs }: StepContext, count: number): void {
  const complete = count < TRIM_LIMIT;
  round.dueMs = nowMs + (complete ? trimIntervalMs(config) : HEARTBEAT_MS);
  if (complete) round.through = groupCommit.last - 1;
}
