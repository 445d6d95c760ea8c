// Original file: proto/scheduler.proto


/**
 * Revokes a stale attempt. If it was running, the slave reports Aborted once it
 * has ended.
 */
export interface Abort {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
}

/**
 * Revokes a stale attempt. If it was running, the slave reports Aborted once it
 * has ended.
 */
export interface Abort__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
}
