// Original file: proto/scheduler.proto

import type { Welcome as _steadfast_v1_Welcome, Welcome__Output as _steadfast_v1_Welcome__Output } from '../../steadfast/v1/Welcome.ts';
import type { Assign as _steadfast_v1_Assign, Assign__Output as _steadfast_v1_Assign__Output } from '../../steadfast/v1/Assign.ts';
import type { Acknowledge as _steadfast_v1_Acknowledge, Acknowledge__Output as _steadfast_v1_Acknowledge__Output } from '../../steadfast/v1/Acknowledge.ts';
import type { Abort as _steadfast_v1_Abort, Abort__Output as _steadfast_v1_Abort__Output } from '../../steadfast/v1/Abort.ts';
import type { Refuse as _steadfast_v1_Refuse, Refuse__Output as _steadfast_v1_Refuse__Output } from '../../steadfast/v1/Refuse.ts';

/**
 * A message from a master to a slave.
 */
export interface SessionResponse {
  /**
   * The slave is registered.
   */
  'welcome'?: (_steadfast_v1_Welcome | null);
  /**
   * Run this attempt now.
   */
  'assign'?: (_steadfast_v1_Assign | null);
  /**
   * The attempt is recorded as the success of its task, so the slave can
   * drop its report.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge | null);
  /**
   * The attempt is stale: stop it if it is running, and drop its report.
   */
  'abort'?: (_steadfast_v1_Abort | null);
  /**
   * The slave is not registered. The session ends after this message.
   */
  'refuse'?: (_steadfast_v1_Refuse | null);
  /**
   * Exactly one message is set.
   */
  'message'?: "welcome"|"assign"|"acknowledge"|"abort"|"refuse";
}

/**
 * A message from a master to a slave.
 */
export interface SessionResponse__Output {
  /**
   * The slave is registered.
   */
  'welcome'?: (_steadfast_v1_Welcome__Output | null);
  /**
   * Run this attempt now.
   */
  'assign'?: (_steadfast_v1_Assign__Output | null);
  /**
   * The attempt is recorded as the success of its task, so the slave can
   * drop its report.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge__Output | null);
  /**
   * The attempt is stale: stop it if it is running, and drop its report.
   */
  'abort'?: (_steadfast_v1_Abort__Output | null);
  /**
   * The slave is not registered. The session ends after this message.
   */
  'refuse'?: (_steadfast_v1_Refuse__Output | null);
  /**
   * Exactly one message is set.
   */
  'message'?: "welcome"|"assign"|"acknowledge"|"abort"|"refuse";
}
