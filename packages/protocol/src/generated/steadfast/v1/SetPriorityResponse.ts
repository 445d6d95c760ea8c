// Original file: proto/tasks.proto


/**
 * The response of SetPriority.
 */
export interface SetPriorityResponse {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * Whether it has succeeded before, so that its priority has no meaning.
   */
  'succeeded'?: (boolean);
}

/**
 * The response of SetPriority.
 */
export interface SetPriorityResponse__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * Whether it has succeeded before, so that its priority has no meaning.
   */
  'succeeded': (boolean);
}
