import type {
  GetResponse,
  ListRequest__Output,
  ListResponse,
  RetryPolicy,
  WatchedTask,
} from '@steadfast/protocol/tasks';
import type { Document } from 'mongodb';
import { READ_OPTIONS, type InspectionDatabase } from '../inspection/database.ts';
import { listTasks } from '../inspection/task-list.ts';
import {
  FULL_TASK_FIELDS,
  listedFields,
  toFullTaskMessage,
  toJson,
  toTaskMessage,
} from '../inspection/task-message.ts';
import { boundedField } from '../store/bounded-fields.ts';
import type { TaskRow } from '../store/documents.ts';
import { fromTaskId } from '../store/task-id.ts';
import { taskIdOf, taskNotFound, type TaskReference } from './task-reference.ts';

/** More than any valid input or result takes as BSON; what is larger was written by somebody else, and is not read. */
const [MAX_INPUT_READ, MAX_RESULT_READ] = [300 * 1024, 256 * 1024];

const [NO_INPUT, NO_RESULT] = [{ $literal: 'too large to be shown' }, { $literal: null }];

/** The projection for `toGetResponse`. */
const GET_FIELDS: Document = {
  ...FULL_TASK_FIELDS,
  input: boundedField('input', NO_INPUT, MAX_INPUT_READ),
  result: boundedField('result', NO_RESULT, MAX_RESULT_READ),
  retry: boundedField('retry', null),
  timeout: boundedField('timeout', null),
};

/** The projection for `toWatchedTask`. */
export const WATCHED_FIELDS: Document = {
  ...listedFields({}),
  result: boundedField('result', NO_RESULT, MAX_RESULT_READ),
};

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function retryOf(value: unknown): RetryPolicy | null {
  if (typeof value !== 'object' || value === null) return null;
  const { maxAttempts, backoff } = value as Document;
  const { initial, factor, max }: Document =
    typeof backoff === 'object' && backoff !== null ? (backoff as Document) : {};
  const [initialBackoffSeconds, backoffFactor, maxBackoffSeconds] = [initial, factor, max].map(numberIn);
  return {
    maxAttempts: Math.min(numberIn(maxAttempts) ?? 0, 2 ** 32 - 1),
    ...(initialBackoffSeconds === undefined ? {} : { initialBackoffSeconds }),
    ...(backoffFactor === undefined ? {} : { backoffFactor }),
    ...(maxBackoffSeconds === undefined ? {} : { maxBackoffSeconds }),
  };
}

function jsonOf(value: unknown): string {
  return value === undefined ? '' : toJson(value);
}

/** Converts a document to the state of a watched task. */
export function toWatchedTask(row: TaskRow): WatchedTask {
  return { task: toTaskMessage(row), resultJson: row.state === 'success' ? jsonOf(row.result) : '' };
}

function toGetResponse(row: TaskRow): GetResponse {
  return {
    task: toFullTaskMessage(row),
    inputJson: jsonOf(row.input),
    resultJson: row.state === 'success' ? jsonOf(row.result) : '',
    retry: retryOf(row.retry),
    timeoutSeconds: numberIn(row.timeout) ?? 0,
  };
}

/**
 * Returns a task with its history, its input and its result.
 * @throws {InspectionError} when it does not exist
 * @throws {StoreError} when the database is unavailable
 */
export async function getTask({ tasks, read }: InspectionDatabase, reference: TaskReference): Promise<GetResponse> {
  const taskId = taskIdOf(reference);
  const filter = { _id: { $eq: fromTaskId(taskId) } };
  const row = await read(() => tasks.findOne(filter, { ...READ_OPTIONS, projection: GET_FIELDS }));
  if (row === null) throw taskNotFound(taskId);
  return toGetResponse(row);
}

/** Lists tasks; see `listTasks` of inspection. */
export async function listAllTasks(database: InspectionDatabase, request: ListRequest__Output): Promise<ListResponse> {
  return await listTasks(database, { ...request, host: '' });
}
