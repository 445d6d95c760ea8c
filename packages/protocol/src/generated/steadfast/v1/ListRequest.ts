// Original file: proto/tasks.proto


/**
 * The request of List. A filter that is empty matches every task.
 */
export interface ListRequest {
  /**
   * Lists only tasks in this state: "created", "running", "killed" or
   * "success".
   */
  'state'?: (string);
  /**
   * Lists only tasks of this queue.
   */
  'queue'?: (string);
  /**
   * Lists only tasks of this kind.
   */
  'kind'?: (string);
  /**
   * Lists only tasks with a name that begins with this prefix.
   */
  'tasknamePrefix'?: (string);
  /**
   * Lists only parked tasks if true.
   */
  'parked'?: (boolean);
  /**
   * The maximum number of tasks in the response, up to 1000; 100 if not set.
   */
  'pageSize'?: (number);
  /**
   * The `next_page_token` of the previous page. All other fields must be the
   * same as in the request for that page.
   */
  'pageToken'?: (string);
}

/**
 * The request of List. A filter that is empty matches every task.
 */
export interface ListRequest__Output {
  /**
   * Lists only tasks in this state: "created", "running", "killed" or
   * "success".
   */
  'state': (string);
  /**
   * Lists only tasks of this queue.
   */
  'queue': (string);
  /**
   * Lists only tasks of this kind.
   */
  'kind': (string);
  /**
   * Lists only tasks with a name that begins with this prefix.
   */
  'tasknamePrefix': (string);
  /**
   * Lists only parked tasks if true.
   */
  'parked': (boolean);
  /**
   * The maximum number of tasks in the response, up to 1000; 100 if not set.
   */
  'pageSize': (number);
  /**
   * The `next_page_token` of the previous page. All other fields must be the
   * same as in the request for that page.
   */
  'pageToken': (string);
}
