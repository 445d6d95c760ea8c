// Original file: proto/tasks.proto

import type { WatchFilter as _steadfast_v1_WatchFilter, WatchFilter__Output as _steadfast_v1_WatchFilter__Output } from '../../steadfast/v1/WatchFilter.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A request on the stream of Watch.
 */
export interface WatchRequest {
  /**
   * The tasks to be watched from now on, at most 1000 in a request and 10000 in a
   * stream. The response to each is a Task, or its identifier as `not_found`.
   * Changes of the task follow; a task that does not exist is not watched.
   */
  'taskIds'?: (string)[];
  /**
   * The tasks that are no longer to be watched. Changes that are on their way may
   * still arrive. A task that has succeeded is forgotten by itself.
   */
  'forgetTaskIds'?: (string)[];
  /**
   * Watches all tasks that match, too; only in the first request. Nothing is said
   * about tasks that do not change.
   */
  'filter'?: (_steadfast_v1_WatchFilter | null);
  /**
   * Only in the first request, and only with `filter`: the `entry` of the last
   * response that the caller has seen, after which the stream continues. 0 is
   * before the oldest entry that is retained. If not set, only new changes are
   * streamed.
   * 
   * To continue watching single tasks, name them again: the first response for
   * each shows all that has happened.
   */
  'afterEntry'?: (number | string | Long);
  '_afterEntry'?: "afterEntry";
}

/**
 * A request on the stream of Watch.
 */
export interface WatchRequest__Output {
  /**
   * The tasks to be watched from now on, at most 1000 in a request and 10000 in a
   * stream. The response to each is a Task, or its identifier as `not_found`.
   * Changes of the task follow; a task that does not exist is not watched.
   */
  'taskIds': (string)[];
  /**
   * The tasks that are no longer to be watched. Changes that are on their way may
   * still arrive. A task that has succeeded is forgotten by itself.
   */
  'forgetTaskIds': (string)[];
  /**
   * Watches all tasks that match, too; only in the first request. Nothing is said
   * about tasks that do not change.
   */
  'filter': (_steadfast_v1_WatchFilter__Output | null);
  /**
   * Only in the first request, and only with `filter`: the `entry` of the last
   * response that the caller has seen, after which the stream continues. 0 is
   * before the oldest entry that is retained. If not set, only new changes are
   * streamed.
   * 
   * To continue watching single tasks, name them again: the first response for
   * each shows all that has happened.
   */
  'afterEntry'?: (number);
  '_afterEntry'?: "afterEntry";
}
