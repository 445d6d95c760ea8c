import type { Collection, Document } from 'mongodb';

/** The number of tasks in each state, according to their documents. */
export interface TaskStateCounts {
  readonly created: number;
  readonly running: number;
  readonly killed: number;
  readonly success: number;
}

/** The counts before the first read. */
export const NO_TASKS: TaskStateCounts = { created: 0, running: 0, killed: 0, success: 0 };

/** All tasks are counted several times a second; with more of them, that would slow the database down. */
export const MAX_TASKS = 100_000;

/** One group of the aggregation. */
interface StateGroup {
  readonly _id: unknown;
  readonly tasks: number;
}

const PIPELINE: Document[] = [{ $group: { _id: '$state', tasks: { $sum: 1 } } }];

/**
 * Counts the tasks, in a single read.
 * @throws {MongoError} when the database does not respond
 */
export async function readTaskCounts(tasks: Collection): Promise<TaskStateCounts> {
  const groups = await tasks.aggregate<StateGroup>(PIPELINE, { readConcern: { level: 'majority' } }).toArray();
  const inState = (state: string): number => groups.find(({ _id }) => _id === state)?.tasks ?? 0;
  return {
    created: inState('created'),
    running: inState('running'),
    killed: inState('killed'),
    success: inState('success'),
  };
}
