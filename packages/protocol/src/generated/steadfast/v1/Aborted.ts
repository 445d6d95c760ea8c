// Original file: proto/scheduler.proto


/**
 * A running task was stopped before its end.
 */
export interface Aborted {
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
 * A running task was stopped before its end.
 */
export interface Aborted__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
}
