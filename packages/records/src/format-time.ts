/** The time that was formatted last, and its text: most lines share their millisecond with the one before. */
let last = { atMs: Number.NaN, text: '' };

/** Formats a time in milliseconds since 1970 as ISO 8601, with milliseconds and in UTC. */
export function formatTime(atMs: number): string {
  if (atMs !== last.atMs) last = { atMs, text: new Date(atMs).toISOString() };
  return last.text;
}
