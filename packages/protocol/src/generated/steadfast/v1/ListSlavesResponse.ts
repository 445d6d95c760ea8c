// Original file: proto/inspector.proto

import type { Slave as _steadfast_v1_Slave, Slave__Output as _steadfast_v1_Slave__Output } from './Slave.ts';
import type { Leader as _steadfast_v1_Leader, Leader__Output as _steadfast_v1_Leader__Output } from './Leader.ts';

/**
 * The slaves, by name.
 */
export interface ListSlavesResponse {
  /**
   * Each slave.
   */
  'slaves'?: (_steadfast_v1_Slave)[];
  /**
   * What else a reader should know: a standby has no sessions, and lists only slaves with an open assignment.
   */
  'note'?: (string);
  /**
   * The master that leads; absent while none is known.
   */
  'leader'?: (_steadfast_v1_Leader | null);
}

/**
 * The slaves, by name.
 */
export interface ListSlavesResponse__Output {
  /**
   * Each slave.
   */
  'slaves': (_steadfast_v1_Slave__Output)[];
  /**
   * What else a reader should know: a standby has no sessions, and lists only slaves with an open assignment.
   */
  'note': (string);
  /**
   * The master that leads; absent while none is known.
   */
  'leader': (_steadfast_v1_Leader__Output | null);
}
