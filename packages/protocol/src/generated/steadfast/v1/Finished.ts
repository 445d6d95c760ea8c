// Original file: proto/scheduler.proto


/**
 * An assigned task has run to its end.
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
 * An assigned task has run to its end.
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
