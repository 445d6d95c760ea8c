// Original file: proto/scheduler.proto


/**
 * Reports that an attempt ran to its end.
 */
export interface Finished {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * What the attempt returned, as JSON of at most 64 KiB; empty if it returned
   * nothing. MongoDB must be able to store it: it has at most 50 levels, and no
   * key is "__proto__", begins with "$", or contains a dot or a null character.
   */
  'result'?: (string);
  /**
   * The instance that ran the attempt, if that was an earlier process of the
   * slave; one of those in `kept` of Register.
   */
  'instance'?: (string);
}

/**
 * Reports that an attempt ran to its end.
 */
export interface Finished__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * What the attempt returned, as JSON of at most 64 KiB; empty if it returned
   * nothing. MongoDB must be able to store it: it has at most 50 levels, and no
   * key is "__proto__", begins with "$", or contains a dot or a null character.
   */
  'result': (string);
  /**
   * The instance that ran the attempt, if that was an earlier process of the
   * slave; one of those in `kept` of Register.
   */
  'instance': (string);
}
