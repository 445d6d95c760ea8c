import type { LocatedLogLine } from '../evidence/evidence.ts';
import { isFinished, type JournalExecution } from './executions.ts';
import { slaveLogLines } from './incarnations.ts';
import type { IndexedRun } from './run.ts';
import type { LocatedFact } from './task-histories.ts';

/** Returns the lines with which slaves log the acknowledgement of a report that they had to send again. */
export function findReplayedLines({ evidence, incarnations }: IndexedRun): LocatedLogLine[] {
  return slaveLogLines(evidence.log, incarnations, 'task.success').filter(({ replayed }) => replayed === true);
}

/** A success that was recorded in a later epoch than the one in which the task was placed. */
export interface ReplayedReport {
  readonly success: LocatedFact;
  /** Finished, according to its journal, before that epoch began. */
  readonly execution: JournalExecution;
}

/** Returns the successes of tasks that finished while no master led, and were recorded in a later epoch. */
export function findReplayedReports({ facts, taskHistories, epochs }: IndexedRun): ReplayedReport[] {
  const epochBeganMs = new Map(epochs.map(({ epoch, atMs }) => [epoch, atMs]));
  return facts.flatMap((success) => {
    if (success.kind !== 'task.success') return [];
    const attempt = taskHistories.get(success.task ?? '')?.attempts.get(success.attempt ?? 0);
    if (attempt?.placed === undefined || attempt.placed.epoch >= success.epoch) return [];
    const beganMs = epochBeganMs.get(success.epoch) ?? -Infinity;
    const execution = attempt.executions.find(
      (candidate) => isFinished(candidate) && (candidate.end?.atMs ?? 0) < beganMs,
    );
    return execution === undefined ? [] : [{ success, execution }];
  });
}
