// Original file: proto/scheduler.proto


/**
 * Assigns an attempt to a slave. The slave must ignore the message if it is
 * already running this attempt, and repeat Finished if it has finished it.
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
   * The number of the attempt, from 1.
   */
  'attempt'?: (number);
  /**
   * How long the task sleeps, in seconds.
   */
  'sleepSeconds'?: (number | string);
}

/**
 * Assigns an attempt to a slave. The slave must ignore the message if it is
 * already running this attempt, and repeat Finished if it has finished it.
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
   * The number of the attempt, from 1.
   */
  'attempt': (number);
  /**
   * How long the task sleeps, in seconds.
   */
  'sleepSeconds': (number);
}
