// Original file: proto/tasks.proto

import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from '../../steadfast/v1/Task.ts';

/**
 * The state of a task when it was named, to which the changes that follow it
 * apply.
 */
export interface WatchedTask {
  /**
   * The task, without its history.
   */
  'task'?: (_steadfast_v1_Task | null);
  /**
   * What it returned, as relaxed extended JSON; empty if it has not succeeded, or
   * returned nothing.
   */
  'resultJson'?: (string);
}

/**
 * The state of a task when it was named, to which the changes that follow it
 * apply.
 */
export interface WatchedTask__Output {
  /**
   * The task, without its history.
   */
  'task': (_steadfast_v1_Task__Output | null);
  /**
   * What it returned, as relaxed extended JSON; empty if it has not succeeded, or
   * returned nothing.
   */
  'resultJson': (string);
}
