// Original file: proto/scheduler.proto


/**
 * This attempt counts no more.
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
 * This attempt counts no more.
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
