import { formatSeconds } from '@steadfast/runtime/format';
import type { RunProgress } from './progress.ts';

/** Formats a time as seconds since the first task was placed, right-aligned in seven columns; 0 before. */
export function formatElapsed(atMs: number, { summary }: RunProgress): string {
  return formatSeconds(atMs - (summary.startedAtMs ?? atMs)).padStart(7);
}

/** Formats how long tasks have been running; once all have succeeded, how long that took. */
export function formatDurationSoFar({ summary }: RunProgress, nowMs: number): string {
  const { tasks, successes, startedAtMs = nowMs, durationMs } = summary;
  return formatSeconds(successes >= tasks && durationMs !== undefined ? durationMs : nowMs - startedAtMs);
}
