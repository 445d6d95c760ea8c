const MS_PER_SECOND = 1_000;

const LARGER_UNITS = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** Formats a number rounded to a whole one, with a space between thousands. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** Formats a number with the noun that it counts: `1 kill`, `3 kills`. */
export function formatPlural(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** Formats a duration in milliseconds as seconds: `0.4 s`. For values that are updated or compared in place. */
export function formatSeconds(ms: number): string {
  return `${(Math.max(0, ms) / MS_PER_SECOND).toFixed(1)} s`;
}

/** Formats a duration in milliseconds: `85 ms`, `2.4 s`, and from a minute on in its two largest units, `2 h 5 min`. */
export function formatDuration(ms: number): string {
  if (ms < MS_PER_SECOND) return `${Math.round(ms)} ms`;
  const index = LARGER_UNITS.findIndex(([, size]) => ms >= size);
  const unit = LARGER_UNITS[index];
  if (unit === undefined) return formatSeconds(ms);
  const [name, size] = unit;
  const [smaller, smallerSize] = LARGER_UNITS[index + 1] ?? (['s', MS_PER_SECOND] as const);
  const large = Math.floor(ms / size);
  const small = Math.floor((ms - large * size) / smallerSize);
  return `${formatCount(large)} ${name}${name === 'day' && large > 1 ? 's' : ''} ${small} ${smaller}`;
}
