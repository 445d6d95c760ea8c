import type { Expectations } from './expectations.ts';
import type { Run } from './run.ts';
import type { Violations } from './violations.ts';

/** What came out of checking a claim. */
export interface CheckOutcome {
  /** False when nothing happened in this run that could have shown the claim to be wrong. */
  readonly exercised: boolean;
  /** What was counted, in a few words. */
  readonly observed: string;
  readonly violations: Violations;
}

/** Where a claim comes from: the user asked for it, or the design promises it. */
export type CheckSection = 'asked' | 'promised';

/** Something that must hold for every run, and how that is decided. */
export interface Check {
  /** A short name, for tests and for readers of the JSON. */
  readonly id: string;
  readonly section: CheckSection;
  /** The claim, as a sentence without its full stop. */
  readonly title: string;
  /** How it is checked, in one sentence. */
  readonly how: string;
  readonly evaluate: (run: Run, expectations: Expectations) => CheckOutcome;
}
