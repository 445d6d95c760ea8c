// Original file: proto/inspector.proto

import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from './Task.ts';

/**
 * One page of tasks. Ordered by name where a prefix is given, else by state, slave and identifier where a state or a
 * host is given, else by identifier.
 */
export interface ListTasksResponse {
  /**
   * The tasks. A prefix together with another filter may make pages short, or empty: only the token tells the end.
   */
  'tasks'?: (_steadfast_v1_Task)[];
  /**
   * Asks for the next page; empty after the last.
   */
  'nextPageToken'?: (string);
}

/**
 * One page of tasks. Ordered by name where a prefix is given, else by state, slave and identifier where a state or a
 * host is given, else by identifier.
 */
export interface ListTasksResponse__Output {
  /**
   * The tasks. A prefix together with another filter may make pages short, or empty: only the token tells the end.
   */
  'tasks': (_steadfast_v1_Task__Output)[];
  /**
   * Asks for the next page; empty after the last.
   */
  'nextPageToken': (string);
}
