export { collectEvidence, type Sources } from './collect.ts';
export { ENTRY_FILES, writeEntries, writeTasksBefore } from './entries-text.ts';
export type * from './evidence.ts';
export { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS, type MetricBounds, type Expectations } from './expectations.ts';
export { METRICS, type MetricName, type Metrics } from './metrics.ts';
export { checkRun, type CheckResult, type CheckStatus, type Verdict } from './judge.ts';
export { renderVerdict, type TextOptions } from './report.ts';
