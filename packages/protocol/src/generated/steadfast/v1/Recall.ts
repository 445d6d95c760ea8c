// Original file: proto/scheduler.proto


/**
 * Revokes an attempt that waits behind another one, because a slave is idle
 * or because the one before takes long. If it has not started, the slave
 * drops it and answers Declined; else its reports are the answer.
 */
export interface Recall {
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
 * Revokes an attempt that waits behind another one, because a slave is idle
 * or because the one before takes long. If it has not started, the slave
 * drops it and answers Declined; else its reports are the answer.
 */
export interface Recall__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
}
