/*
 * An explored world has no continuous time. Moments are measured by their distance from now, in whole periods, so that
 * states are equal when nothing that a rule looks at distinguishes them.
 */

/** The time that passes in one step: less than what a master takes for a stall of its own. */
export const PERIOD_MS = 950;

/** No rule looks further back, but for the rewinding of the ready queue, and nothing is planned further ahead. */
const HORIZON_PERIODS = { past: -6, future: 64 } as const;

/** Returns the distance of a moment from now as text, such as `3p`; moments beyond the horizon are all equal. */
export function periodsFrom(nowMs: number, atMs: number): string {
  if (!Number.isFinite(atMs)) return String(atMs);
  const periods = Math.ceil((atMs - nowMs) / PERIOD_MS);
  return `${Math.max(HORIZON_PERIODS.past, Math.min(HORIZON_PERIODS.future, periods))}p`;
}
