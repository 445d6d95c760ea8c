// Original file: proto/inspector.proto


/**
 * The story of one task.
 */
export interface ExplainTaskResponse {
  /**
   * What happened to it, the oldest first.
   */
  'story'?: (string)[];
  /**
   * Why it is where it is now.
   */
  'now'?: (string);
}

/**
 * The story of one task.
 */
export interface ExplainTaskResponse__Output {
  /**
   * What happened to it, the oldest first.
   */
  'story': (string)[];
  /**
   * Why it is where it is now.
   */
  'now': (string);
}
