import { formatSeconds } from '@steadfast/runtime/format';

/** Formats a time as seconds since the run began, right-aligned in seven columns. */
export function formatElapsed(atMs: number, startedAtMs: number): string {
  return formatSeconds(atMs - startedAtMs).padStart(7);
}
