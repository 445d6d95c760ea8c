// Original file: proto/tasks.proto


/**
 * The request of Release.
 */
export interface ReleaseRequest {
  /**
   * Its identifier, as in GetRequest.
   */
  'taskId'?: (string);
  /**
   * The key with which it was submitted.
   */
  'key'?: (string);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"key";
}

/**
 * The request of Release.
 */
export interface ReleaseRequest__Output {
  /**
   * Its identifier, as in GetRequest.
   */
  'taskId'?: (string);
  /**
   * The key with which it was submitted.
   */
  'key'?: (string);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"key";
}
