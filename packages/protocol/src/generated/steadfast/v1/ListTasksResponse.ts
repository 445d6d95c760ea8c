// Original file: proto/inspector.proto

import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from '../../steadfast/v1/Task.ts';

/**
 * A page of tasks, sorted by name if `taskname_prefix` is set, otherwise by
 * the time at which they were parked if `parked` is set, otherwise by state,
 * host and identifier if `state` or `host` is set, otherwise by identifier.
 */
export interface ListTasksResponse {
  /**
   * The tasks, without their history. If `taskname_prefix` or `parked` is
   * combined with another filter, a page may hold fewer than `page_size`
   * tasks, or none, although more pages follow.
   */
  'tasks'?: (_steadfast_v1_Task)[];
  /**
   * The `page_token` of the next page; empty on the last page.
   */
  'nextPageToken'?: (string);
}

/**
 * A page of tasks, sorted by name if `taskname_prefix` is set, otherwise by
 * the time at which they were parked if `parked` is set, otherwise by state,
 * host and identifier if `state` or `host` is set, otherwise by identifier.
 */
export interface ListTasksResponse__Output {
  /**
   * The tasks, without their history. If `taskname_prefix` or `parked` is
   * combined with another filter, a page may hold fewer than `page_size`
   * tasks, or none, although more pages follow.
   */
  'tasks': (_steadfast_v1_Task__Output)[];
  /**
   * The `page_token` of the next page; empty on the last page.
   */
  'nextPageToken': (string);
}
