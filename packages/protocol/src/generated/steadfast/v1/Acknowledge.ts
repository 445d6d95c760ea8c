// Original file: proto/scheduler.proto


/**
 * A finished report is in the ledger.
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
 * A finished report is in the ledger.
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
