// Original file: proto/scheduler.proto

import type { DeclineReason as _steadfast_v1_DeclineReason, DeclineReason__Output as _steadfast_v1_DeclineReason__Output } from './DeclineReason.ts';

/**
 * An assignment was not taken.
 */
export interface Declined {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * Why.
   */
  'reason'?: (_steadfast_v1_DeclineReason);
}

/**
 * An assignment was not taken.
 */
export interface Declined__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * Why.
   */
  'reason': (_steadfast_v1_DeclineReason__Output);
}
