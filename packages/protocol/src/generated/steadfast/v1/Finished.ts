// Original file: proto/scheduler.proto


/**
 * Reports that an attempt ran to its end.
 */
export interface Finished {
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
 * Reports that an attempt ran to its end.
 */
export interface Finished__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
}
