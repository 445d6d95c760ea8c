// Original file: proto/tasks.proto


/**
 * The request of Cancel.
 */
export interface CancelRequest {
  /**
   * Its identifier, as in GetRequest.
   */
  'taskId'?: (string);
  /**
   * The key with which it was submitted.
   */
  'key'?: (string);
  /**
   * Why, for people; at most 200 characters without control characters.
   */
  'reason'?: (string);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"key";
}

/**
 * The request of Cancel.
 */
export interface CancelRequest__Output {
  /**
   * Its identifier, as in GetRequest.
   */
  'taskId'?: (string);
  /**
   * The key with which it was submitted.
   */
  'key'?: (string);
  /**
   * Why, for people; at most 200 characters without control characters.
   */
  'reason': (string);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"key";
}
