// Original file: proto/scheduler.proto

import type { HeldState as _steadfast_v1_HeldState, HeldState__Output as _steadfast_v1_HeldState__Output } from '../../steadfast/v1/HeldState.ts';

/**
 * An attempt that a slave holds when it registers.
 */
export interface Held {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The number of the attempt, from 1.
   */
  'attempt'?: (number);
  /**
   * The state of the attempt.
   */
  'state'?: (_steadfast_v1_HeldState);
}

/**
 * An attempt that a slave holds when it registers.
 */
export interface Held__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt, from 1.
   */
  'attempt': (number);
  /**
   * The state of the attempt.
   */
  'state': (_steadfast_v1_HeldState__Output);
}
