// Original file: proto/scheduler.proto


/**
 * Reports that an attempt was stopped before its end: because of an Abort,
 * because the slave had to stop before it finished, or because its end could
 * not be written to the execution journal. If it is current, the master
 * assigns the task again.
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
 * Reports that an attempt was stopped before its end: because of an Abort,
 * because the slave had to stop before it finished, or because its end could
 * not be written to the execution journal. If it is current, the master
 * assigns the task again.
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
