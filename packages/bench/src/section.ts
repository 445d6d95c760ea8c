import type { Figure } from './figure.ts';
import type { Stage } from './bench-environment.ts';

/** What a section is measured with. */
export interface Context {
  readonly stage: Stage;
  /** Only see that it works: small counts, whose figures mean little. */
  readonly quick: boolean;
  /** Told, in a line for people, how far it is. */
  readonly progress: (line: string) => void;
}

/** Measurements that belong together. */
export interface Section {
  /** What one types to select it. */
  readonly name: string;
  /** What is measured, and how, in a sentence. */
  readonly title: string;
  /**
   * Takes the measurements.
   * @throws {Error} when something did not happen in time, or when the run was asked to stop
   */
  readonly measure: (context: Context) => Promise<readonly Figure[]>;
}

/** The figures of a section, or why there are none. */
export interface Outcome {
  readonly section: Pick<Section, 'name' | 'title'>;
  readonly figures: readonly Figure[];
  readonly failure?: string;
  /** The share of the processors that other programs used meanwhile, from 0 to 1. */
  readonly othersShare: number;
}
