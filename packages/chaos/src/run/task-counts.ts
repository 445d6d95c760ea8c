import type { Collection, Document } from 'mongodb';

/** How many tasks are in each state, by their documents. */
export interface TaskCounts {
  readonly created: number;
  readonly running: number;
  readonly killed: number;
  readonly success: number;
  /** How often tasks were placed again. */
  readonly reruns: number;
}

/** The counts before anything is known. */
export const NO_TASKS: TaskCounts = { created: 0, running: 0, killed: 0, success: 0, reruns: 0 };

/** What one group of the aggregation holds. */
interface Group {
  readonly _id: unknown;
  readonly tasks: number;
  readonly reruns: number;
}

const PIPELINE: Document[] = [
  {
    $group: {
      _id: '$state',
      tasks: { $sum: 1 },
      reruns: { $sum: { $max: [0, { $subtract: [{ $ifNull: ['$attempt', 0] }, 1] }] } },
    },
  },
];

/**
 * Counts the tasks, in one cheap read.
 * @throws {MongoError} when the database does not answer
 */
export async function readTaskCounts(tasks: Collection): Promise<TaskCounts> {
  const groups = await tasks.aggregate<Group>(PIPELINE, { readConcern: { level: 'majority' } }).toArray();
  const inState = (state: string): number => groups.find(({ _id }) => _id === state)?.tasks ?? 0;
  return {
    created: inState('created'),
    running: inState('running'),
    killed: inState('killed'),
    success: inState('success'),
    reruns: groups.reduce((sum, { reruns }) => sum + reruns, 0),
  };
}
