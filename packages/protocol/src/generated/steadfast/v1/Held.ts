// Original file: proto/scheduler.proto

import type { HeldState as _steadfast_v1_HeldState, HeldState__Output as _steadfast_v1_HeldState__Output } from './HeldState.ts';

/**
 * One attempt that a slave still holds when it registers.
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
   * How far it is.
   */
  'state'?: (_steadfast_v1_HeldState);
}

/**
 * One attempt that a slave still holds when it registers.
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
   * How far it is.
   */
  'state': (_steadfast_v1_HeldState__Output);
}
