/** A plausible bug that is injected into one module, to prove that the checks catch it. */
export interface Mutant {
  /** Identifies it on the command line. */
  readonly name: string;
  /** What the mutated program does wrong, as a sentence without its full stop. */
  readonly change: string;
  /** What is expected to go wrong because of it, as a clause. */
  readonly consequence: string;
  /** The mutated module, as a path from the root of the repository. */
  readonly file: string;
  /** Replacements in its source. Each `present` text must occur there exactly once. */
  readonly replace: readonly (readonly [present: string, replacement: string])[];
  /** The test file that must fail instead, as a path from the root of the repository. */
  readonly test?: string;
  /** The scenario that must catch it when explored exhaustively; by default random worlds must catch it. */
  readonly scenario?: string;
  /** True when random worlds must run the real drivers to catch it. */
  readonly drivers?: true;
}

function occurrences(source: string, text: string): number {
  return source.split(text).length - 1;
}

/**
 * Returns the source of the mutant's module with the bug in it.
 * @throws when a text to replace does not occur exactly once, which means that the source has changed
 */
export function injectMutant({ name, file, replace }: Mutant, source: string): string {
  let mutated = source;
  for (const [present, replacement] of replace) {
    const count = occurrences(mutated, present);
    if (count !== 1)
      throw new Error(`mutant ${name}: expected exactly one occurrence in ${file}, found ${count}: ${present}`);
    // A function, because `$` has a meaning in a replacement string.
    mutated = mutated.replace(present, () => replacement);
  }
  if (mutated === source) throw new Error(`mutant ${name}: changes nothing in ${file}`);
  return mutated;
}
