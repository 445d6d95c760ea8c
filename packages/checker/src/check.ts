import type { Expectations } from './expectations.ts';
import type { IndexedRun } from './run/run.ts';
import type { Violations } from './violations.ts';

/** The outcome of a check on one run. */
export interface CheckOutcome {
  /** False when nothing happened in this run that could have made the check fail. */
  readonly exercised: boolean;
  /** What was counted, in a few words. */
  readonly observed: string;
  readonly violations: Violations;
}

/** Where a check comes from: a requirement of the user, or a guarantee that the design adds. */
export type CheckSection = 'requirement' | 'guarantee';

/** Something that must hold for every run. */
export interface Check {
  /** A short name, for tests and for readers of the JSON. */
  readonly id: string;
  readonly section: CheckSection;
  /** What must hold, as a sentence without a full stop. */
  readonly title: string;
  /** How it is checked, in one sentence. */
  readonly how: string;
  readonly evaluate: (run: IndexedRun, expectations: Expectations) => CheckOutcome;
}
