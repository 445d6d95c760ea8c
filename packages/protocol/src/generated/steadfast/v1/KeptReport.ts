// Original file: proto/scheduler.proto


/**
 * A report that an earlier process of the slave could not deliver.
 */
export interface KeptReport {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * The instance of the process that ran the attempt.
   */
  'instance'?: (string);
  /**
   * The secret of that process, which proves that this slave is its successor.
   * A secret that does not hash to `instance` is answered with UNAUTHENTICATED.
   */
  'secret'?: (Buffer | Uint8Array | string);
}

/**
 * A report that an earlier process of the slave could not deliver.
 */
export interface KeptReport__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * The instance of the process that ran the attempt.
   */
  'instance': (string);
  /**
   * The secret of that process, which proves that this slave is its successor.
   * A secret that does not hash to `instance` is answered with UNAUTHENTICATED.
   */
  'secret': (Buffer);
}
