export { outageAffecting, withdrew, type SlaveIncarnation } from './disturbances.ts';
export { isFinished, runningAt, type JournalExecution, type JournalExecutions } from './executions.ts';
export type { Incarnation, Incarnations } from './incarnations.ts';
export { unaffectedExecutions } from './outage-impact.ts';
export { hitsLeader, interruptedExecution, targetIncarnation } from './outage-target.ts';
export type { Outage, TargetRole } from './outages.ts';
export { relaunchAfter } from './relaunches.ts';
export { findReplayedReports, type ReplayedReport } from './replayed-reports.ts';
export { indexRun, type IndexedRun } from './run.ts';
export {
  endOf,
  isFenced,
  successOf,
  type AttemptHistory,
  type LocatedFact,
  type TaskHistory,
} from './task-histories.ts';
