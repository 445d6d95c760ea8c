/** A whole number, its thousands apart. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

const UNITS = [
  ['day', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A duration in seconds, in its two largest units. */
export function formatDuration(seconds: number): string {
  const index = UNITS.findIndex(([, size]) => seconds >= size);
  const unit = UNITS[index];
  if (unit === undefined) return `${seconds.toFixed(1)} s`;
  const [name, size] = unit;
  const [smaller, smallerSize] = UNITS[index + 1] ?? (['s', 1] as const);
  const large = Math.floor(seconds / size);
  const small = Math.floor((seconds - large * size) / smallerSize);
  return `${formatCount(large)} ${name}${name === 'day' && large > 1 ? 's' : ''} ${small} ${smaller}`;
}

/** Something counted, with its plural where there is not just one. */
export function formatPlural(count: number, what: string, several = `${what}s`): string {
  return `${formatCount(count)} ${count === 1 ? what : several}`;
}
