// Original file: proto/inspector.proto


/**
 * Which task: one of the two.
 */
export interface GetTaskRequest {
  /**
   * By its identifier: the 24 digits of an ObjectId, or any other `_id` as canonical extended JSON.
   */
  'taskId'?: (string);
  /**
   * By its name; of several with one name, the first.
   */
  'taskname'?: (string);
  /**
   * The task.
   */
  'task'?: "taskId"|"taskname";
}

/**
 * Which task: one of the two.
 */
export interface GetTaskRequest__Output {
  /**
   * By its identifier: the 24 digits of an ObjectId, or any other `_id` as canonical extended JSON.
   */
  'taskId'?: (string);
  /**
   * By its name; of several with one name, the first.
   */
  'taskname'?: (string);
  /**
   * The task.
   */
  'task'?: "taskId"|"taskname";
}
