// Original file: proto/inspector.proto


/**
 * The request of ExplainTask.
 */
export interface ExplainTaskRequest {
  /**
   * Its identifier: the 24 hexadecimal digits of an ObjectId, or any other
   * `_id` as canonical extended JSON.
   */
  'taskId'?: (string);
  /**
   * Its name. If several tasks have the name, the one with the lowest
   * identifier is explained.
   */
  'taskname'?: (string);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"taskname";
}

/**
 * The request of ExplainTask.
 */
export interface ExplainTaskRequest__Output {
  /**
   * Its identifier: the 24 hexadecimal digits of an ObjectId, or any other
   * `_id` as canonical extended JSON.
   */
  'taskId'?: (string);
  /**
   * Its name. If several tasks have the name, the one with the lowest
   * identifier is explained.
   */
  'taskname'?: (string);
  /**
   * Exactly one of these identifies the task.
   */
  'task'?: "taskId"|"taskname";
}
