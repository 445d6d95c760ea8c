// Original file: proto/tasks.proto

import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from '../../steadfast/v1/Task.ts';

/**
 * A page of tasks, in the same order as ListTasksResponse.
 */
export interface ListResponse {
  /**
   * The tasks, without their history. If several filters are combined, or `queue`
   * or `kind` is set, a page may hold fewer than `page_size` tasks, or none,
   * although more pages follow.
   */
  'tasks'?: (_steadfast_v1_Task)[];
  /**
   * The `page_token` of the next page; empty on the last page.
   */
  'nextPageToken'?: (string);
}

/**
 * A page of tasks, in the same order as ListTasksResponse.
 */
export interface ListResponse__Output {
  /**
   * The tasks, without their history. If several filters are combined, or `queue`
   * or `kind` is set, a page may hold fewer than `page_size` tasks, or none,
   * although more pages follow.
   */
  'tasks': (_steadfast_v1_Task__Output)[];
  /**
   * The `page_token` of the next page; empty on the last page.
   */
  'nextPageToken': (string);
}
