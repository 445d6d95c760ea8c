/** Formats a time as seconds since the run began, right-aligned in seven columns. */
export function formatElapsed(atMs: number, startedAtMs: number): string {
  return `${((atMs - startedAtMs) / 1_000).toFixed(1)} s`.padStart(7);
}
