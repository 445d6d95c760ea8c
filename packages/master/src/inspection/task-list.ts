import type { ListTasksRequest__Output, ListTasksResponse } from '@steadfast/protocol/inspection';
import type { TaskRow } from '../store/documents.ts';
import { READ, type InspectionDatabase } from './database.ts';
import { readFilters, readPageSize, readToken, writeToken } from './task-filters.ts';
import { TASK_FIELDS, taskMessage } from './task-message.ts';
import { keyOf, planWalk, stretchesFrom, type Stretch, type Walk } from './pagination.ts';

/** Documents that are looked at for one page where no index knows the whole filter. */
const MAX_LOOKED_AT = 1_000;

/** The query for so many documents of a stretch: it walks the index there, and nothing else. */
export function stretchQuery(
  tasks: InspectionDatabase['tasks'],
  { index }: Walk,
  { from, before }: Stretch,
  limit: number,
) {
  const query = tasks.find({}, { ...READ, projection: TASK_FIELDS, limit, hint: index, min: from });
  return before === null ? query : query.max(before);
}

/** So many documents of stretches that follow each other. */
async function readRows(
  { tasks, read }: InspectionDatabase,
  walk: Walk,
  stretches: readonly Stretch[],
  limit: number,
): Promise<TaskRow[]> {
  const rows: TaskRow[] = [];
  for (const stretch of stretches) {
    const query = (): Promise<TaskRow[]> => stretchQuery(tasks, walk, stretch, limit - rows.length).toArray();
    if (rows.length < limit) rows.push(...(await read(query)));
  }
  return rows;
}

/**
 * Lists tasks. Each page walks a part of one index, so that it costs the same however many tasks there are.
 * @throws {InspectionError} naming a field that is wrong
 * @throws {StoreError} when the database does not answer
 */
export async function listTasks(
  database: InspectionDatabase,
  request: ListTasksRequest__Output,
): Promise<ListTasksResponse> {
  const filters = readFilters(request);
  const pageSize = readPageSize(request.pageSize);
  const walk = planWalk(filters);
  const { pageToken } = request;
  const stretches =
    pageToken === '' ? walk.stretches : stretchesFrom(walk, readToken(pageToken, filters, Object.keys(walk.index)));
  const limit = walk.check === null ? pageSize : MAX_LOOKED_AT;
  const rows = await readRows(database, walk, stretches, limit + 1);
  const found: TaskRow[] = [];
  let looked = 0;
  for (const row of rows.slice(0, limit)) {
    if (found.length === pageSize) break;
    looked += 1;
    if (walk.check?.(row) ?? true) found.push(row);
  }
  const next = rows[looked];
  return { tasks: found.map(taskMessage), nextPageToken: next ? writeToken(filters, keyOf(walk, next)) : '' };
}
