import type { CheckSection } from './check.ts';
import type { Metrics } from './metrics.ts';
import type { RunSummary } from './run-summary.ts';
import type { Violations } from './violations.ts';

/** The status of a result; `not exercised` when nothing happened in the run that could have made the check fail. */
export type CheckStatus = 'passed' | 'failed' | 'not exercised';

/** The result of one check, or of one expected metric. */
export interface CheckResult {
  readonly id: string;
  /** `coverage` for an expected metric: enough happened, and not too much. */
  readonly section: CheckSection | 'coverage';
  readonly title: string;
  /** How it was checked, in one sentence. */
  readonly how: string;
  readonly status: CheckStatus;
  /** What was counted, in a few words. */
  readonly observed: string;
  readonly violations: Violations;
}

/** The result of checking a run. */
export interface Verdict {
  /** True when no check failed. */
  readonly passed: boolean;
  readonly results: readonly CheckResult[];
  readonly metrics: Metrics;
  readonly summary: RunSummary;
}
