/** A way to catch mutants: worlds that run by a seed, or small worlds in which everything that can happen is tried. */
export type Harness = 'simulation' | 'exploration';

/** A plausible slip, planted into one module to prove that the checks notice it. */
export interface Mutant {
  /** Names it on the command line. */
  readonly name: string;
  /** What the program does wrong, in a sentence. */
  readonly change: string;
  /** By what it should be noticed, in a sentence. */
  readonly consequence: string;
  /** The module, from the root of the repository. */
  readonly file: string;
  /** What to replace in its source. Each present text must occur there exactly once. */
  readonly replace: readonly (readonly [present: string, instead: string])[];
  /** What is to catch it: the simulation, unless something else is said. */
  readonly harness?: Harness;
}

/** What is to catch a mutant. */
export function harnessOf({ harness }: Mutant): Harness {
  return harness ?? 'simulation';
}

function occurrences(source: string, text: string): number {
  return source.split(text).length - 1;
}

/**
 * Plants the slip into the source of its module.
 * @throws naming the mutant, when a text to be replaced is not there exactly once: the source has changed
 */
export function injectMutant({ name, file, replace }: Mutant, source: string): string {
  let planted = source;
  for (const [present, instead] of replace) {
    const count = occurrences(planted, present);
    if (count !== 1)
      throw new Error(`mutant ${name}: ${file} must hold this once, and holds it ${count} times: ${present}`);
    // A function, so that no `$` in the text has a meaning.
    planted = planted.replace(present, () => instead);
  }
  if (planted === source) throw new Error(`mutant ${name}: nothing changes in ${file}`);
  return planted;
}
