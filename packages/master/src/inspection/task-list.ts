import type { ListTasksResponse, TaskMessage } from '@steadfast/protocol/inspection';
import type { Document } from 'mongodb';
import type { TaskRow } from '../store/documents.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import { readToken, writeToken } from './page-token.ts';
import { readFilters, readPageSize, type ListFilters } from './task-filters.ts';
import { listedFields, toTaskMessage } from './task-message.ts';
import { indexKeyOf, planPages, rangesFrom, type IndexRange, type PagePlan } from './pagination.ts';

/** Documents examined for one page if the index does not cover all filters: bounds the cost of a page. */
const MAX_EXAMINED = 1_000;

/**
 * Leaves out documents with an array in a field of the index, which masters never write: they have several keys there,
 * so that no key says where the next page begins.
 */
function withoutArrays({ index, query }: PagePlan): Document {
  const fields = Object.keys(index).filter((field) => field !== '_id');
  return { ...query, ...Object.fromEntries(fields.map((field) => [field, { $not: { $type: 'array' } }])) };
}

/** Returns the query for up to `limit` documents of a range; it scans only that part of the index. */
export function rangeQuery(
  tasks: InspectionDatabase['tasks'],
  plan: PagePlan,
  { from, before }: IndexRange,
  limit: number,
) {
  const { index } = plan;
  const cursor = tasks.find(withoutArrays(plan), {
    ...READ_OPTIONS,
    projection: listedFields(index),
    limit,
    hint: index,
    min: from,
  });
  return before === null ? cursor : cursor.max(before);
}

/** Reads up to `limit` documents from consecutive ranges, one at a time: a page of them may take gigabytes. */
async function* readRows(
  { tasks, read }: InspectionDatabase,
  plan: PagePlan,
  ranges: readonly IndexRange[],
  limit: number,
): AsyncGenerator<TaskRow, void, undefined> {
  let count = 0;
  for (const range of ranges) {
    if (count >= limit) return;
    await using cursor = rangeQuery(tasks, plan, range, limit - count);
    for (;;) {
      const row = await read(() => cursor.next());
      if (row === null) break;
      count += 1;
      yield row;
    }
  }
}

/**
 * Lists tasks. A page scans a bounded part of one index, so its cost does not depend on the number of tasks.
 * @throws {InspectionError} naming an invalid field
 * @throws {StoreError} when the database is unavailable
 */
export async function listTasks(
  database: InspectionDatabase,
  request: ListFilters & { readonly pageSize: number; readonly pageToken: string },
): Promise<ListTasksResponse> {
  const filters = readFilters(request);
  const pageSize = readPageSize(request.pageSize);
  const plan = planPages(filters);
  const { pageToken } = request;
  const ranges =
    pageToken === '' ? plan.ranges : rangesFrom(plan, readToken(pageToken, filters, Object.keys(plan.index)));
  const limit = plan.matches === null ? pageSize : MAX_EXAMINED;
  const found: TaskMessage[] = [];
  let examined = 0;
  for await (const row of readRows(database, plan, ranges, limit + 1)) {
    if (examined === limit || found.length === pageSize)
      return { tasks: found, nextPageToken: writeToken(filters, indexKeyOf(plan, row)) };
    examined += 1;
    if (plan.matches?.(row) ?? true) found.push(toTaskMessage(row));
  }
  return { tasks: found, nextPageToken: '' };
}
