// Original file: proto/inspector.proto


/**
 * The request of ListTasks. A filter that is empty matches every task.
 */
export interface ListTasksRequest {
  /**
   * Lists only tasks in this state: "created", "running", "killed" or
   * "success".
   */
  'state'?: (string);
  /**
   * Lists only tasks with a last attempt that was assigned to this slave.
   */
  'host'?: (string);
  /**
   * Lists only tasks with a name that begins with this prefix.
   */
  'tasknamePrefix'?: (string);
  /**
   * The maximum number of tasks in the response, up to 1000; 100 if not set.
   */
  'pageSize'?: (number);
  /**
   * The `next_page_token` of the previous page. All other fields must be the
   * same as in the request for that page.
   */
  'pageToken'?: (string);
  /**
   * Lists only parked tasks if true; see `Parked`.
   */
  'parked'?: (boolean);
}

/**
 * The request of ListTasks. A filter that is empty matches every task.
 */
export interface ListTasksRequest__Output {
  /**
   * Lists only tasks in this state: "created", "running", "killed" or
   * "success".
   */
  'state': (string);
  /**
   * Lists only tasks with a last attempt that was assigned to this slave.
   */
  'host': (string);
  /**
   * Lists only tasks with a name that begins with this prefix.
   */
  'tasknamePrefix': (string);
  /**
   * The maximum number of tasks in the response, up to 1000; 100 if not set.
   */
  'pageSize': (number);
  /**
   * The `next_page_token` of the previous page. All other fields must be the
   * same as in the request for that page.
   */
  'pageToken': (string);
  /**
   * Lists only parked tasks if true; see `Parked`.
   */
  'parked': (boolean);
}
