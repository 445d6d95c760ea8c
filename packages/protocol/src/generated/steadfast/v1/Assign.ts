// Original file: proto/scheduler.proto


/**
 * Run this task now.
 */
export interface Assign {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The name of the task, for people.
   */
  'taskname'?: (string);
  /**
   * The number of this attempt, from 1.
   */
  'attempt'?: (number);
  /**
   * How long the task sleeps, in seconds.
   */
  'sleepSeconds'?: (number | string);
}

/**
 * Run this task now.
 */
export interface Assign__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The name of the task, for people.
   */
  'taskname': (string);
  /**
   * The number of this attempt, from 1.
   */
  'attempt': (number);
  /**
   * How long the task sleeps, in seconds.
   */
  'sleepSeconds': (number);
}
