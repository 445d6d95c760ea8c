// Original file: proto/tasks.proto

import type { WatchedTask as _steadfast_v1_WatchedTask, WatchedTask__Output as _steadfast_v1_WatchedTask__Output } from '../../steadfast/v1/WatchedTask.ts';
import type { TaskChange as _steadfast_v1_TaskChange, TaskChange__Output as _steadfast_v1_TaskChange__Output } from '../../steadfast/v1/TaskChange.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A response on the stream of Watch.
 */
export interface WatchResponse {
  /**
   * The ledger entry that this response belongs to.
   */
  'entry'?: (number | string | Long);
  /**
   * The state of a task that the caller named.
   */
  'task'?: (_steadfast_v1_WatchedTask | null);
  /**
   * A change of a watched task.
   */
  'change'?: (_steadfast_v1_TaskChange | null);
  /**
   * The identifier of a task that the caller named, and that does not exist.
   */
  'notFound'?: (string);
  /**
   * The number of entries that were trimmed from the ledger before they could
   * be streamed. Name the tasks again that matter.
   */
  'missed'?: (number | string | Long);
  /**
   * Everything up to `entry` has been streamed. Sent after a while without any
   * other response, so that the caller need not start over from long ago.
   */
  'caughtUp'?: (boolean);
  /**
   * Exactly one of these is set.
   */
  'message'?: "task"|"change"|"notFound"|"missed"|"caughtUp";
}

/**
 * A response on the stream of Watch.
 */
export interface WatchResponse__Output {
  /**
   * The ledger entry that this response belongs to.
   */
  'entry': (number);
  /**
   * The state of a task that the caller named.
   */
  'task'?: (_steadfast_v1_WatchedTask__Output | null);
  /**
   * A change of a watched task.
   */
  'change'?: (_steadfast_v1_TaskChange__Output | null);
  /**
   * The identifier of a task that the caller named, and that does not exist.
   */
  'notFound'?: (string);
  /**
   * The number of entries that were trimmed from the ledger before they could
   * be streamed. Name the tasks again that matter.
   */
  'missed'?: (number);
  /**
   * Everything up to `entry` has been streamed. Sent after a while without any
   * other response, so that the caller need not start over from long ago.
   */
  'caughtUp'?: (boolean);
  /**
   * Exactly one of these is set.
   */
  'message'?: "task"|"change"|"notFound"|"missed"|"caughtUp";
}
