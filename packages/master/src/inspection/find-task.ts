import { status } from '@grpc/grpc-js';
import type { GetTaskResponse } from '@steadfast/protocol/inspection';
import { MAX_TASK_ID_LENGTH, MAX_TASKNAME_LENGTH } from '@steadfast/protocol';
import type { TaskRow } from '../store/documents.ts';
import { parseTaskId } from '../store/task-id.ts';
import { InspectionError, invalidField } from './errors.ts';
import { READ_OPTIONS, type InspectionDatabase } from './database.ts';
import { INDEXES } from './indexes.ts';
import { documentText, FULL_TASK_FIELDS, toFullTaskMessage } from './task-message.ts';

/** Identifies a task by one of these. */
export interface TaskReference {
  readonly taskId?: string;
  readonly taskname?: string;
}

function notFound(field: string, value: string): InspectionError {
  return new InspectionError(status.NOT_FOUND, `no task has ${field} ${value}`);
}

async function findById({ tasks, read }: InspectionDatabase, taskId: string): Promise<TaskRow> {
  const id = taskId.length > MAX_TASK_ID_LENGTH ? undefined : parseTaskId(taskId);
  if (id === undefined)
    throw invalidField(
      'task_id',
      'must be the 24 hexadecimal digits of an ObjectId, or any other _id as canonical extended JSON',
    );
  const row = await read(() => tasks.findOne({ _id: { $eq: id } }, { ...READ_OPTIONS, projection: FULL_TASK_FIELDS }));
  if (row === null) throw notFound('task_id', taskId);
  return row;
}

async function findByName({ tasks, read }: InspectionDatabase, taskname: string): Promise<TaskRow> {
  if (taskname === '' || taskname.length > MAX_TASKNAME_LENGTH)
    throw invalidField('taskname', `must be 1 to ${MAX_TASKNAME_LENGTH} characters long`);
  const options = { ...READ_OPTIONS, sort: INDEXES.byName, hint: INDEXES.byName, projection: FULL_TASK_FIELDS };
  const row = await read(() => tasks.findOne({ taskname }, options));
  if (row === null) throw notFound('taskname', taskname);
  return row;
}

/**
 * Finds the document of a task.
 * @throws {InspectionError} when it does not exist, or a field is invalid
 */
export async function findTask(database: InspectionDatabase, { taskId, taskname }: TaskReference): Promise<TaskRow> {
  if (taskId !== undefined) return findById(database, taskId);
  if (taskname !== undefined) return findByName(database, taskname);
  throw invalidField('task_id', 'or taskname is required');
}

/** Returns a task with its history, and the documented fields of its document as stored. */
export async function getTask(database: InspectionDatabase, reference: TaskReference): Promise<GetTaskResponse> {
  const row = await findTask(database, reference);
  return { task: toFullTaskMessage(row), document: documentText(row) };
}
