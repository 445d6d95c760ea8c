import {
  type AttemptHistory,
  type IndexedRun,
  isFinished,
  type JournalExecution,
  type LocatedFact,
  type TaskHistory,
} from '@steadfast/checker/run';

/** Returns the finished execution that slept longest. */
export function longestExecution({ executions }: IndexedRun): JournalExecution | undefined {
  let longest: JournalExecution | undefined;
  for (const execution of executions.all)
    if (isFinished(execution) && (execution.end?.sleptMs ?? 0) > (longest?.end?.sleptMs ?? -1)) longest = execution;
  return longest;
}

/** A task that was killed and rerun successfully. */
export interface Rerun {
  readonly task: TaskHistory;
  readonly killed: LocatedFact;
  /** The attempt that was killed. */
  readonly before: AttemptHistory;
  /** The attempt that finished. */
  readonly after: AttemptHistory;
}

/** Returns the tasks that were killed while running and rerun successfully; those that moved to another slave first. */
export function findReruns({ taskHistories }: IndexedRun): Rerun[] {
  const reruns = [...taskHistories.values()].flatMap((task): Rerun[] => {
    const killed = task.facts.find(({ kind }) => kind === 'task.killed');
    const before = task.attempts.get(killed?.attempt ?? 0);
    if (killed === undefined || before?.executions[0] === undefined) return [];
    const after = task.attempts
      .values()
      .find(({ attempt, executions }) => attempt > before.attempt && executions.some(isFinished));
    return after === undefined ? [] : [{ task, killed, before, after }];
  });
  const stayed = ({ before, after }: Rerun): number => Number(before.placed?.host === after.placed?.host);
  return reruns.sort((one, other) => stayed(one) - stayed(other));
}
