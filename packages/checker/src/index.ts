export { checkRun } from './check-run.ts';
export { collectEvidence, type EvidenceSources } from './evidence/collect.ts';
export { ENTRY_FILES } from './evidence/entries/entry-files.ts';
export { ledgerLines, taskLines } from './evidence/entries/format-entries.ts';
export { writeEntries, writeTasksBefore } from './evidence/entries/write-entries.ts';
export type * from './evidence/evidence.ts';
export { RUN_LAYOUT, SUBMISSION_LAYOUT } from './evidence/folder-layout.ts';
export { readRunFile, writeRunFile, type RunDescription } from './evidence/run-file.ts';
export { textLines } from './evidence/text-lines.ts';
export { nameLine } from './evidence/place.ts';
export { PARTIAL_RUN, QUIET_RUN, RUN_WITH_KILLS, type Expectations, type MetricBounds } from './expectations.ts';
export { METRICS, type MetricName, type Metrics } from './metrics.ts';
export {
  renderProblems,
  renderVerdict,
  SECTION_TITLES,
  STATUS_MARKS,
  type VerdictTextOptions,
} from './render-verdict.ts';
export { formatEffects, formatFaults, formatSummary, hasEarlierRuns, type RunSummary } from './run-summary.ts';
export { wrapText } from './wrap-text.ts';
export type { CheckResult, CheckStatus, Verdict } from './verdict.ts';
