import { status } from '@grpc/grpc-js';
import { MAX_TASK_ID_LENGTH } from '@steadfast/protocol';
import { InspectionError, invalidField } from '../inspection/errors.ts';
import type { TaskRow } from '../store/documents.ts';
import { parseTaskId, toTaskId } from '../store/task-id.ts';
import { checkKey } from './new-task.ts';

/** Identifies a task by one of these. */
export interface TaskReference {
  readonly taskId?: string;
  readonly key?: string;
}

/** The error if a task does not exist. */
export function taskNotFound(taskId: string): InspectionError {
  return new InspectionError(status.NOT_FOUND, `no task has the identifier ${taskId}`);
}

/**
 * Returns the `_id` that a text stands for.
 * @throws {InspectionError} when it stands for none
 */
export function idFromText(field: string, taskId: string): TaskRow['_id'] {
  const id = taskId.length > MAX_TASK_ID_LENGTH ? undefined : parseTaskId(taskId);
  if (id === undefined)
    throw invalidField(
      field,
      'must be the 24 hexadecimal digits of an ObjectId, or any other _id as canonical extended JSON',
    );
  return id;
}

/**
 * Returns the identifier of a task in its normal form.
 * @throws {InspectionError} when it is malformed or missing
 */
export function taskIdOf({ taskId, key }: TaskReference): string {
  if (key !== undefined) {
    checkKey('key', key);
    return toTaskId(key);
  }
  if (taskId === undefined) throw invalidField('task_id', 'or key is required');
  return toTaskId(idFromText('task_id', taskId));
}
