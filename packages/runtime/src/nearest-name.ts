/**
 * Returns how many typing errors turn one text into the other: characters that are inserted, omitted, replaced, or swapped
 * with their neighbour (the restricted Damerau-Levenshtein distance).
 */
function countErrors(one: string, other: string): number {
  const known = new Map<string, number>();
  /** Compares the first characters of both texts. */
  const compare = (length: number, otherLength: number): number => {
    if (length === 0 || otherLength === 0) return length + otherLength;
    const key = `${length} ${otherLength}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const [last, otherLast] = [one[length - 1], other[otherLength - 1]];
    const swapped = length > 1 && last === other[otherLength - 2] && one[length - 2] === otherLast;
    const errors = Math.min(
      compare(length - 1, otherLength) + 1,
      compare(length, otherLength - 1) + 1,
      compare(length - 1, otherLength - 1) + (last === otherLast ? 0 : 1),
      swapped ? compare(length - 2, otherLength - 2) + 1 : Infinity,
    );
    known.set(key, errors);
    return errors;
  };
  return compare(one.length, other.length);
}

/** One typing error for every three characters: more, and the suggestion is likely to be wrong. */
const CHARACTERS_PER_ERROR = 3;

/** Longer than any option: bounds the time and the depth of the comparison. */
const MAX_LENGTH = 64;

/** Shorter parts of a name occur in too many names. */
const MIN_PART_LENGTH = 3;

/** Returns the name that was probably meant by a misspelled or abbreviated one; undefined if none is close. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  if (typed.length > MAX_LENGTH) return undefined;
  const [nearest] = names
    .map((name) => ({ name, errors: countErrors(typed, name) }))
    .filter(({ errors }) => errors <= Math.max(1, Math.floor(typed.length / CHARACTERS_PER_ERROR)))
    .sort((one, other) => one.errors - other.errors);
  if (nearest !== undefined) return nearest.name;
  return typed.length < MIN_PART_LENGTH ? undefined : names.find((name) => name.includes(typed));
}
