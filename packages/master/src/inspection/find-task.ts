import { status } from '@grpc/grpc-js';
import type { GetTaskResponse } from '@steadfast/protocol/inspection';
import { MAX_TASK_ID_LENGTH, MAX_TASKNAME_LENGTH } from '@steadfast/protocol';
import type { TaskRow } from '../store/documents.ts';
import { parseTaskId } from '../store/task-id.ts';
import { InspectionError, invalid } from './unary-handler.ts';
import { READ, type InspectionDatabase } from './database.ts';
import { INDEXES } from './indexes.ts';
import { documentText, fullTaskMessage } from './task-message.ts';

/** Names a task: by one of the two. */
export interface TaskReference {
  readonly taskId?: string;
  readonly taskname?: string;
}

function absent(what: string): InspectionError {
  return new InspectionError(status.NOT_FOUND, `there is no task ${what}`);
}

async function findById({ tasks, read }: InspectionDatabase, taskId: string): Promise<TaskRow> {
  const id = taskId.length > MAX_TASK_ID_LENGTH ? undefined : parseTaskId(taskId);
  if (id === undefined)
    throw invalid('task_id', 'must be the 24 digits of an ObjectId, or another _id as canonical extended JSON');
  const row = await read(() => tasks.findOne({ _id: { $eq: id } }, READ));
  if (row === null) throw absent(`with the identifier ${taskId}`);
  return row;
}

async function findByName({ tasks, read }: InspectionDatabase, taskname: string): Promise<TaskRow> {
  if (taskname === '' || taskname.length > MAX_TASKNAME_LENGTH)
    throw invalid('taskname', `must have 1 to ${MAX_TASKNAME_LENGTH} characters`);
  const options = { ...READ, sort: INDEXES.byName, hint: INDEXES.byName };
  const row = await read(() => tasks.findOne({ taskname }, options));
  if (row === null) throw absent(`with the name ${taskname}`);
  return row;
}

/**
 * Finds a task.
 * @throws {InspectionError} when there is none, or when a field is wrong
 */
export async function findTask(database: InspectionDatabase, { taskId, taskname }: TaskReference): Promise<TaskRow> {
  if (taskId !== undefined) return findById(database, taskId);
  if (taskname !== undefined) return findByName(database, taskname);
  throw invalid('task_id', 'or taskname must be given');
}

/** A task as it is stored, with its history. */
export async function getTask(database: InspectionDatabase, reference: TaskReference): Promise<GetTaskResponse> {
  const row = await findTask(database, reference);
  return { task: fullTaskMessage(row), document: documentText(row) };
}
