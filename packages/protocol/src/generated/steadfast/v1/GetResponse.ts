// Original file: proto/tasks.proto

import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from '../../steadfast/v1/Task.ts';
import type { RetryPolicy as _steadfast_v1_RetryPolicy, RetryPolicy__Output as _steadfast_v1_RetryPolicy__Output } from '../../steadfast/v1/RetryPolicy.ts';

/**
 * The response of Get.
 */
export interface GetResponse {
  /**
   * The task with its history.
   */
  'task'?: (_steadfast_v1_Task | null);
  /**
   * Its input, as relaxed extended JSON; empty if it has none.
   */
  'inputJson'?: (string);
  /**
   * What it returned, as relaxed extended JSON; empty if it has not succeeded, or
   * returned nothing.
   */
  'resultJson'?: (string);
  /**
   * What happens when an attempt fails; absent if the task does not say.
   */
  'retry'?: (_steadfast_v1_RetryPolicy | null);
  /**
   * After how many seconds an attempt is stopped; 0 for never.
   */
  'timeoutSeconds'?: (number | string);
}

/**
 * The response of Get.
 */
export interface GetResponse__Output {
  /**
   * The task with its history.
   */
  'task': (_steadfast_v1_Task__Output | null);
  /**
   * Its input, as relaxed extended JSON; empty if it has none.
   */
  'inputJson': (string);
  /**
   * What it returned, as relaxed extended JSON; empty if it has not succeeded, or
   * returned nothing.
   */
  'resultJson': (string);
  /**
   * What happens when an attempt fails; absent if the task does not say.
   */
  'retry': (_steadfast_v1_RetryPolicy__Output | null);
  /**
   * After how many seconds an attempt is stopped; 0 for never.
   */
  'timeoutSeconds': (number);
}
