import type { ListTasksRequest__Output, ListTasksResponse } from '@steadfast/protocol/inspection';
import type { TaskRow } from '../store/documents.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import { readToken, writeToken } from './page-token.ts';
import { readFilters, readPageSize } from './task-filters.ts';
import { TASK_FIELDS, toTaskMessage } from './task-message.ts';
import { indexKeyOf, planPages, rangesFrom, type IndexRange, type PagePlan } from './pagination.ts';

/** Documents examined for one page if the index does not cover all filters: bounds the cost of a page. */
const MAX_EXAMINED = 1_000;

/** Returns the query for up to `limit` documents of a range; it scans only that part of the index. */
export function rangeQuery(
  tasks: InspectionDatabase['tasks'],
  { index, query }: PagePlan,
  { from, before }: IndexRange,
  limit: number,
) {
  const cursor = tasks.find(query, { ...READ_OPTIONS, projection: TASK_FIELDS, limit, hint: index, min: from });
  return before === null ? cursor : cursor.max(before);
}

/** Reads up to `limit` documents from consecutive ranges. */
async function readRows(
  { tasks, read }: InspectionDatabase,
  plan: PagePlan,
  ranges: readonly IndexRange[],
  limit: number,
): Promise<TaskRow[]> {
  const rows: TaskRow[] = [];
  for (const range of ranges) {
    const query = (): Promise<TaskRow[]> => rangeQuery(tasks, plan, range, limit - rows.length).toArray();
    if (rows.length < limit) rows.push(...(await read(query)));
  }
  return rows;
}

/**
 * Lists tasks. A page scans a bounded part of one index, so its cost does not depend on the number of tasks.
 * @throws {InspectionError} naming an invalid field
 * @throws {StoreError} when the database is unavailable
 */
export async function listTasks(
  database: InspectionDatabase,
  request: ListTasksRequest__Output,
): Promise<ListTasksResponse> {
  const filters = readFilters(request);
  const pageSize = readPageSize(request.pageSize);
  const plan = planPages(filters);
  const { pageToken } = request;
  const ranges =
    pageToken === '' ? plan.ranges : rangesFrom(plan, readToken(pageToken, filters, Object.keys(plan.index)));
  const limit = plan.matches === null ? pageSize : MAX_EXAMINED;
  const rows = await readRows(database, plan, ranges, limit + 1);
  const found: TaskRow[] = [];
  let examined = 0;
  for (const row of rows.slice(0, limit)) {
    if (found.length === pageSize) break;
    examined += 1;
    if (plan.matches?.(row) ?? true) found.push(row);
  }
  const next = rows[examined];
  return { tasks: found.map(toTaskMessage), nextPageToken: next ? writeToken(filters, indexKeyOf(plan, next)) : '' };
}
