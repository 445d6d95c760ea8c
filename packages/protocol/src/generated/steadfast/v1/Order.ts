// Original file: proto/scheduler.proto

import type { Assign as _steadfast_v1_Assign, Assign__Output as _steadfast_v1_Assign__Output } from '../../steadfast/v1/Assign.ts';
import type { Acknowledge as _steadfast_v1_Acknowledge, Acknowledge__Output as _steadfast_v1_Acknowledge__Output } from '../../steadfast/v1/Acknowledge.ts';
import type { Abort as _steadfast_v1_Abort, Abort__Output as _steadfast_v1_Abort__Output } from '../../steadfast/v1/Abort.ts';
import type { Recall as _steadfast_v1_Recall, Recall__Output as _steadfast_v1_Recall__Output } from '../../steadfast/v1/Recall.ts';

/**
 * One order to a slave.
 */
export interface Order {
  /**
   * Run this attempt after those that were assigned before.
   */
  'assign'?: (_steadfast_v1_Assign | null);
  /**
   * How the attempt ended is recorded, so the slave can drop its report.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge | null);
  /**
   * The attempt is stale: stop it if it is running, and drop its report.
   */
  'abort'?: (_steadfast_v1_Abort | null);
  /**
   * Give this attempt back if it has not started.
   */
  'recall'?: (_steadfast_v1_Recall | null);
  /**
   * Exactly one order is set.
   */
  'order'?: "assign"|"acknowledge"|"abort"|"recall";
}

/**
 * One order to a slave.
 */
export interface Order__Output {
  /**
   * Run this attempt after those that were assigned before.
   */
  'assign'?: (_steadfast_v1_Assign__Output | null);
  /**
   * How the attempt ended is recorded, so the slave can drop its report.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge__Output | null);
  /**
   * The attempt is stale: stop it if it is running, and drop its report.
   */
  'abort'?: (_steadfast_v1_Abort__Output | null);
  /**
   * Give this attempt back if it has not started.
   */
  'recall'?: (_steadfast_v1_Recall__Output | null);
  /**
   * Exactly one order is set.
   */
  'order'?: "assign"|"acknowledge"|"abort"|"recall";
}
