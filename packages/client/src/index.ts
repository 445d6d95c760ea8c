export { connect, type SteadfastClient } from './connect.ts';
export {
  defineTask,
  InvalidInputError,
  type Retry,
  type StandardSchema,
  type SubmitOptions,
  type TaskDefinition,
  type TaskOptions,
} from './define-task.ts';
export { TaskCancelledError, TaskFailedError, TaskNotFoundError } from './errors.ts';
export type { CallOptions } from './masters.ts';
export type { CancelResult, TaskEvent, TaskHandle } from './task-handle.ts';
