// Original file: proto/tasks.proto


/**
 * The request of SetPriority.
 */
export interface SetPriorityRequest {
  /**
   * Its identifier, as in GetRequest.
   */
  'taskId'?: (string);
  /**
   * The key with which it was submitted.
   */
  'key'?: (string);
  /**
   * The new priority, from -2147483647.
   */
  'priority'?: (number);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"key";
}

/**
 * The request of SetPriority.
 */
export interface SetPriorityRequest__Output {
  /**
   * Its identifier, as in GetRequest.
   */
  'taskId'?: (string);
  /**
   * The key with which it was submitted.
   */
  'key'?: (string);
  /**
   * The new priority, from -2147483647.
   */
  'priority': (number);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"key";
}
