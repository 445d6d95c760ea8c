// Original file: proto/scheduler.proto

import type { Welcome as _steadfast_v1_Welcome, Welcome__Output as _steadfast_v1_Welcome__Output } from '../../steadfast/v1/Welcome.ts';
import type { Assign as _steadfast_v1_Assign, Assign__Output as _steadfast_v1_Assign__Output } from '../../steadfast/v1/Assign.ts';
import type { Acknowledge as _steadfast_v1_Acknowledge, Acknowledge__Output as _steadfast_v1_Acknowledge__Output } from '../../steadfast/v1/Acknowledge.ts';
import type { Abort as _steadfast_v1_Abort, Abort__Output as _steadfast_v1_Abort__Output } from '../../steadfast/v1/Abort.ts';
import type { Refuse as _steadfast_v1_Refuse, Refuse__Output as _steadfast_v1_Refuse__Output } from '../../steadfast/v1/Refuse.ts';
import type { Orders as _steadfast_v1_Orders, Orders__Output as _steadfast_v1_Orders__Output } from '../../steadfast/v1/Orders.ts';

/**
 * A message from a master to a slave.
 */
export interface SessionResponse {
  /**
   * The slave is registered.
   */
  'welcome'?: (_steadfast_v1_Welcome | null);
  /**
   * A single order. Only slaves of versions 1 and 2 receive these.
   */
  'assign'?: (_steadfast_v1_Assign | null);
  /**
   * A single order. Only slaves of versions 1 and 2 receive these.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge | null);
  /**
   * A single order. Only slaves of versions 1 and 2 receive these.
   */
  'abort'?: (_steadfast_v1_Abort | null);
  /**
   * The slave is not registered. The session ends after this message.
   */
  'refuse'?: (_steadfast_v1_Refuse | null);
  /**
   * The orders to a slave from version 3 on.
   */
  'orders'?: (_steadfast_v1_Orders | null);
  /**
   * Exactly one message is set.
   */
  'message'?: "welcome"|"assign"|"acknowledge"|"abort"|"refuse"|"orders";
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
   * A single order. Only slaves of versions 1 and 2 receive these.
   */
  'assign'?: (_steadfast_v1_Assign__Output | null);
  /**
   * A single order. Only slaves of versions 1 and 2 receive these.
   */
  'acknowledge'?: (_steadfast_v1_Acknowledge__Output | null);
  /**
   * A single order. Only slaves of versions 1 and 2 receive these.
   */
  'abort'?: (_steadfast_v1_Abort__Output | null);
  /**
   * The slave is not registered. The session ends after this message.
   */
  'refuse'?: (_steadfast_v1_Refuse__Output | null);
  /**
   * The orders to a slave from version 3 on.
   */
  'orders'?: (_steadfast_v1_Orders__Output | null);
  /**
   * Exactly one message is set.
   */
  'message'?: "welcome"|"assign"|"acknowledge"|"abort"|"refuse"|"orders";
}
