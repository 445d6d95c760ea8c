// Original file: proto/scheduler.proto

import type { RefuseReason as _steadfast_v1_RefuseReason, RefuseReason__Output as _steadfast_v1_RefuseReason__Output } from './RefuseReason.ts';

/**
 * The slave is not registered.
 */
export interface Refuse {
  /**
   * Why, for programs.
   */
  'reason'?: (_steadfast_v1_RefuseReason);
  /**
   * Why, for people, and what to do about it.
   */
  'detail'?: (string);
  /**
   * The name of the master that leads, where it is known.
   */
  'leader'?: (string);
}

/**
 * The slave is not registered.
 */
export interface Refuse__Output {
  /**
   * Why, for programs.
   */
  'reason': (_steadfast_v1_RefuseReason__Output);
  /**
   * Why, for people, and what to do about it.
   */
  'detail': (string);
  /**
   * The name of the master that leads, where it is known.
   */
  'leader': (string);
}
