// Original file: proto/inspector.proto


/**
 * The explanation of a task.
 */
export interface ExplainTaskResponse {
  /**
   * What happened to the task, one sentence per event, oldest first.
   */
  'story'?: (string)[];
  /**
   * What the task is doing, or what it is waiting for.
   */
  'now'?: (string);
}

/**
 * The explanation of a task.
 */
export interface ExplainTaskResponse__Output {
  /**
   * What happened to the task, one sentence per event, oldest first.
   */
  'story': (string)[];
  /**
   * What the task is doing, or what it is waiting for.
   */
  'now': (string);
}
