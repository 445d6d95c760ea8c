// Original file: proto/scheduler.proto

import type { RefuseReason as _steadfast_v1_RefuseReason, RefuseReason__Output as _steadfast_v1_RefuseReason__Output } from '../../steadfast/v1/RefuseReason.ts';

/**
 * Refuses a registration.
 */
export interface Refuse {
  /**
   * Why, for programs.
   */
  'reason'?: (_steadfast_v1_RefuseReason);
  /**
   * Why, for people, and how to resolve it.
   */
  'detail'?: (string);
  /**
   * The name of the master that leads; empty if it is not known.
   */
  'leader'?: (string);
}

/**
 * Refuses a registration.
 */
export interface Refuse__Output {
  /**
   * Why, for programs.
   */
  'reason': (_steadfast_v1_RefuseReason__Output);
  /**
   * Why, for people, and how to resolve it.
   */
  'detail': (string);
  /**
   * The name of the master that leads; empty if it is not known.
   */
  'leader': (string);
}
