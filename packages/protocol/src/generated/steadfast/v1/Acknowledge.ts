// Original file: proto/scheduler.proto


/**
 * Confirms that the end of an attempt is recorded in the ledger.
 */
export interface Acknowledge {
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
 * Confirms that the end of an attempt is recorded in the ledger.
 */
export interface Acknowledge__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
}
