export { collectEvidence, type Sources } from './collect.ts';
export { ENTRY_FILES, writeEntries, writeTasksBefore } from './entries-text.ts';
export type * from './evidence.ts';
export { ANY_RUN, QUIET_RUN, RUN_WITH_KILLS, type Bounds, type Expectations } from './expectations.ts';
export { FIGURES, type FigureName, type Figures } from './metrics.ts';
export { judge, type Finding, type Status, type Verdict } from './judge.ts';
export { renderVerdict, type TextOptions } from './report.ts';
