// Original file: proto/scheduler.proto


/**
 * Reports that an attempt ended without success. The master assigns the task
 * again after a while, unless that is pointless or it has failed too often.
 */
export interface Failed {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * Why, for people: 1 to 2000 characters.
   */
  'reason'?: (string);
  /**
   * Whether another attempt would fail as well.
   */
  'permanent'?: (boolean);
  /**
   * The instance that ran the attempt, as in Finished.
   */
  'instance'?: (string);
}

/**
 * Reports that an attempt ended without success. The master assigns the task
 * again after a while, unless that is pointless or it has failed too often.
 */
export interface Failed__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * Why, for people: 1 to 2000 characters.
   */
  'reason': (string);
  /**
   * Whether another attempt would fail as well.
   */
  'permanent': (boolean);
  /**
   * The instance that ran the attempt, as in Finished.
   */
  'instance': (string);
}
