// Original file: proto/inspector.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Which facts. An empty field asks for nothing.
 */
export interface WatchEventsRequest {
  /**
   * Only these kinds, for example "task.killed" and "slave.lost".
   */
  'kinds'?: (string)[];
  /**
   * Only facts about this slave.
   */
  'host'?: (string);
  /**
   * Only facts about this task, by its identifier.
   */
  'taskId'?: (string);
  /**
   * Begins with the entry after this one, 0 for the oldest that is kept; where nothing is said, with what comes next.
   */
  'afterEntry'?: (number | string | Long);
  '_afterEntry'?: "afterEntry";
}

/**
 * Which facts. An empty field asks for nothing.
 */
export interface WatchEventsRequest__Output {
  /**
   * Only these kinds, for example "task.killed" and "slave.lost".
   */
  'kinds': (string)[];
  /**
   * Only facts about this slave.
   */
  'host': (string);
  /**
   * Only facts about this task, by its identifier.
   */
  'taskId': (string);
  /**
   * Begins with the entry after this one, 0 for the oldest that is kept; where nothing is said, with what comes next.
   */
  'afterEntry'?: (number);
  '_afterEntry'?: "afterEntry";
}
