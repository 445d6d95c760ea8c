export type { Draft } from './evidence-writer.ts';
export { quietRun, smallScenario, wholeRun } from './runs.ts';
export { CHECKS_ONLY, documentOf } from './tamper.ts';
