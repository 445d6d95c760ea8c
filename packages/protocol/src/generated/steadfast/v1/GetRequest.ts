// Original file: proto/tasks.proto


/**
 * The request of Get.
 */
export interface GetRequest {
  /**
   * Its identifier: the 24 hexadecimal digits of an ObjectId, or any other
   * `_id` as canonical extended JSON.
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
 * The request of Get.
 */
export interface GetRequest__Output {
  /**
   * Its identifier: the 24 hexadecimal digits of an ObjectId, or any other
   * `_id` as canonical extended JSON.
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
