// Original file: proto/scheduler.proto


/**
 * Assigns an attempt to a slave. If the slave is running another one, it
 * starts this one once that and all that were assigned before have ended. It
 * must have room for 15 that wait. The slave must ignore the message if it
 * holds this attempt already, and repeat Finished if it has finished it.
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
   * How long the task sleeps, in seconds; 0 if its kind is another one.
   */
  'sleepSeconds'?: (number | string);
  /**
   * The kind of the task, one of those in Register. Empty means "sleep".
   */
  'kind'?: (string);
  /**
   * The input of the task, as relaxed extended JSON; empty if it has none.
   */
  'input'?: (string);
  /**
   * After how many seconds the slave ends the attempt and reports Failed; 0 if
   * it may take as long as it likes.
   */
  'timeoutSeconds'?: (number | string);
}

/**
 * Assigns an attempt to a slave. If the slave is running another one, it
 * starts this one once that and all that were assigned before have ended. It
 * must have room for 15 that wait. The slave must ignore the message if it
 * holds this attempt already, and repeat Finished if it has finished it.
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
   * How long the task sleeps, in seconds; 0 if its kind is another one.
   */
  'sleepSeconds': (number);
  /**
   * The kind of the task, one of those in Register. Empty means "sleep".
   */
  'kind': (string);
  /**
   * The input of the task, as relaxed extended JSON; empty if it has none.
   */
  'input': (string);
  /**
   * After how many seconds the slave ends the attempt and reports Failed; 0 if
   * it may take as long as it likes.
   */
  'timeoutSeconds': (number);
}
