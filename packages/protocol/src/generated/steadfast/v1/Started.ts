// Original file: proto/scheduler.proto


/**
 * An assigned task has begun to run.
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
 * An assigned task has begun to run.
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
