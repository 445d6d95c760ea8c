// Original file: proto/scheduler.proto


/**
 * Reports that an assigned attempt is running.
 */
export interface Started {
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
 * Reports that an assigned attempt is running.
 */
export interface Started__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
}
