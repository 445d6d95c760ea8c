import type { Filter } from 'mongodb';
import { TASK_STATES, type TaskState } from '../core/ledger/transitions.ts';
import type { TaskRow } from '../store/documents.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import { isTooSlow } from './errors.ts';
import { INDEXES, PARKED } from './indexes.ts';

/**
 * Where counting stops. Reading that much of an index takes about half a second; on a server that is too slow for it, the
 * next limit is tried, so that a count is "at least" a number instead of an error.
 */
const COUNT_LIMITS = [500_000, 20_000, 1_000] as const;

/** A number of tasks. If it is capped, there may be more. */
export interface TaskCount {
  readonly count: number;
  readonly capped: boolean;
}

/** The numbers of tasks. */
export interface TaskCounts {
  readonly states: Readonly<Record<TaskState, TaskCount>>;
  /** Assigned, but not known to run: their state is that of a waiting task. */
  readonly placed: TaskCount;
  readonly parked: TaskCount;
  /** Parked in a state in which other tasks wait. */
  readonly parkedWaiting: TaskCount;
}

/** Counts what a filter matches in an index. */
async function countIn(
  { tasks, read }: InspectionDatabase,
  filter: Filter<TaskRow>,
  hint: string | Record<string, 1>,
): Promise<TaskCount> {
  for (const limit of COUNT_LIMITS) {
    try {
      const count = await read(() => tasks.countDocuments(filter, { ...READ_OPTIONS, limit, hint }));
      return { count, capped: count >= limit };
    } catch (error) {
      if (!isTooSlow(error)) throw error;
    }
  }
  return { count: 0, capped: true };
}

const WAITING_STATES = { state: { $in: ['created', 'killed'] } } as const;

/**
 * Counts the tasks of a database.
 * @throws {StoreError} when it is unavailable
 */
export async function countTasks(database: InspectionDatabase): Promise<TaskCounts> {
  const placedFilter = { 'assignment.host': { $exists: true }, ...WAITING_STATES, parked: null };
  const [placed, parked, parkedWaiting, ...counts] = await Promise.all([
    countIn(database, placedFilter, 'assigned'),
    countIn(database, PARKED, INDEXES.parked),
    countIn(database, { ...PARKED, ...WAITING_STATES }, INDEXES.parked),
    ...TASK_STATES.map((state) => countIn(database, { state }, INDEXES.byState)),
  ]);
  const states = Object.fromEntries(TASK_STATES.map((state, index) => [state, counts[index]]));
  return { states: states as Record<TaskState, TaskCount>, placed, parked, parkedWaiting };
}
