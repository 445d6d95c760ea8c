export { checkRun } from './check-run.ts';
export { collectEvidence, type EvidenceSources } from './evidence/collect.ts';
export { ENTRY_FILES, ledgerLines, taskLines, writeEntries, writeTasksBefore } from './evidence/entry-files.ts';
export type * from './evidence/evidence.ts';
export { nameLine } from './evidence/place.ts';
export { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS, type Expectations, type MetricBounds } from './expectations.ts';
export { METRICS, type MetricName, type Metrics } from './metrics.ts';
export { renderVerdict, SECTION_TITLES, STATUS_MARKS, type VerdictTextOptions } from './render-verdict.ts';
export type { CheckResult, CheckStatus, Verdict } from './verdict.ts';
