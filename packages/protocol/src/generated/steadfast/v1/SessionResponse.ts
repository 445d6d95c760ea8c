// Original file: proto/scheduler.proto

import type { Welcome as _steadfast_v1_Welcome, Welcome__Output as _steadfast_v1_Welcome__Output } from './Welcome.ts';
import type { Assign as _steadfast_v1_Assign, Assign__Output as _steadfast_v1_Assign__Output } from './Assign.ts';
import type { Acknowledge as _steadfast_v1_Acknowledge, Acknowledge__Output as _steadfast_v1_Acknowledge__Output } from './Acknowledge.ts';
import type { Abort as _steadfast_v1_Abort, Abort__Output as _steadfast_v1_Abort__Output } from './Abort.ts';
import type { Refuse as _steadfast_v1_Refuse, Refuse__Output as _steadfast_v1_Refuse__Output } from './Refuse.ts';

/**
 * What a master says. Exactly one of the messages is present.
 */
export interface SessionResponse {
  /**
   * The slave is registered.
   */
  'welcome'?: (_steadfast_v1_Welcome | null);
  /**
   * Run this task now.
   */
  'assign'?: (_steadfast_v1_Assign | null);
  /**
   * A finished report is in the ledger: the slave may forget it.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge | null);
  /**
   * This attempt counts no more: stop it, or forget its report.
   */
  'abort'?: (_steadfast_v1_Abort | null);
  /**
   * The slave is not registered; the session ends.
   */
  'refuse'?: (_steadfast_v1_Refuse | null);
  'message'?: "welcome"|"assign"|"acknowledge"|"abort"|"refuse";
}

/**
 * What a master says. Exactly one of the messages is present.
 */
export interface SessionResponse__Output {
  /**
   * The slave is registered.
   */
  'welcome'?: (_steadfast_v1_Welcome__Output | null);
  /**
   * Run this task now.
   */
  'assign'?: (_steadfast_v1_Assign__Output | null);
  /**
   * A finished report is in the ledger: the slave may forget it.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge__Output | null);
  /**
   * This attempt counts no more: stop it, or forget its report.
   */
  'abort'?: (_steadfast_v1_Abort__Output | null);
  /**
   * The slave is not registered; the session ends.
   */
  'refuse'?: (_steadfast_v1_Refuse__Output | null);
  'message'?: "welcome"|"assign"|"acknowledge"|"abort"|"refuse";
}
