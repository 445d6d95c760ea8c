/** A task that will not succeed unless somebody releases it: it failed for good, too often, or its document is not valid. */
export class TaskFailedError extends Error {
  override readonly name = 'TaskFailedError';
  readonly taskId: string;

  constructor(taskId: string, reason: string) {
    super(`task ${taskId} has failed: ${reason}`);
    this.taskId = taskId;
  }
}

/** A task that was cancelled. */
export class TaskCancelledError extends Error {
  override readonly name = 'TaskCancelledError';
  readonly taskId: string;

  constructor(taskId: string, reason: string) {
    super(`task ${taskId} is cancelled: ${reason}`);
    this.taskId = taskId;
  }
}

/** A task that does not exist. */
export class TaskNotFoundError extends Error {
  override readonly name = 'TaskNotFoundError';

  constructor(taskId: string) {
    super(`there is no task ${taskId}`);
  }
}
