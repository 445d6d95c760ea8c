// Original file: proto/inspector.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The request of WatchEvents. A filter that is empty matches every fact.
 */
export interface WatchEventsRequest {
  /**
   * Streams only facts of these kinds, for example "task.killed" and
   * "slave.lost".
   */
  'kinds'?: (string)[];
  /**
   * Streams only facts about this slave.
   */
  'host'?: (string);
  /**
   * Streams only facts about the task with this identifier.
   */
  'taskId'?: (string);
  /**
   * Starts with the entry after this one; 0 starts with the oldest entry that
   * is retained. If not set, only new facts are streamed.
   */
  'afterEntry'?: (number | string | Long);
  '_afterEntry'?: "afterEntry";
}

/**
 * The request of WatchEvents. A filter that is empty matches every fact.
 */
export interface WatchEventsRequest__Output {
  /**
   * Streams only facts of these kinds, for example "task.killed" and
   * "slave.lost".
   */
  'kinds': (string)[];
  /**
   * Streams only facts about this slave.
   */
  'host': (string);
  /**
   * Streams only facts about the task with this identifier.
   */
  'taskId': (string);
  /**
   * Starts with the entry after this one; 0 starts with the oldest entry that
   * is retained. If not set, only new facts are streamed.
   */
  'afterEntry'?: (number);
  '_afterEntry'?: "afterEntry";
}
