// Original file: proto/inspector.proto


/**
 * Which tasks, and how many at once. An empty field asks for nothing.
 */
export interface ListTasksRequest {
  /**
   * Only tasks in this state: "created", "running", "killed" or "success".
   */
  'state'?: (string);
  /**
   * Only tasks that were last placed on this slave.
   */
  'host'?: (string);
  /**
   * Only tasks whose name begins with this.
   */
  'tasknamePrefix'?: (string);
  /**
   * Tasks in one page, 1 to 1000; 100 where nothing is said.
   */
  'pageSize'?: (number);
  /**
   * The `next_page_token` of the page before, with all other fields as they were.
   */
  'pageToken'?: (string);
}

/**
 * Which tasks, and how many at once. An empty field asks for nothing.
 */
export interface ListTasksRequest__Output {
  /**
   * Only tasks in this state: "created", "running", "killed" or "success".
   */
  'state': (string);
  /**
   * Only tasks that were last placed on this slave.
   */
  'host': (string);
  /**
   * Only tasks whose name begins with this.
   */
  'tasknamePrefix': (string);
  /**
   * Tasks in one page, 1 to 1000; 100 where nothing is said.
   */
  'pageSize': (number);
  /**
   * The `next_page_token` of the page before, with all other fields as they were.
   */
  'pageToken': (string);
}
