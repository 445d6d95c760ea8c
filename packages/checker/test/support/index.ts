export type { Draft } from './evidence-writer.ts';
export { runFolder } from './run-folder.ts';
export { quietRun, smallScenario, wholeRun } from './runs.ts';
export { CHECKS_ONLY, documentOf } from './tamper.ts';
