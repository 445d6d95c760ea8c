// Original file: proto/scheduler.proto

import type { DeclineReason as _steadfast_v1_DeclineReason, DeclineReason__Output as _steadfast_v1_DeclineReason__Output } from '../../steadfast/v1/DeclineReason.ts';

/**
 * Reports that an assigned attempt was not started. The master assigns the
 * task again; unless it was recalled, it assigns nothing else to this slave for
 * a second.
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
   * Why it was not started.
   */
  'reason'?: (_steadfast_v1_DeclineReason);
}

/**
 * Reports that an assigned attempt was not started. The master assigns the
 * task again; unless it was recalled, it assigns nothing else to this slave for
 * a second.
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
   * Why it was not started.
   */
  'reason': (_steadfast_v1_DeclineReason__Output);
}
