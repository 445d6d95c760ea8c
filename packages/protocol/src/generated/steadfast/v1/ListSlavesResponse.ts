// Original file: proto/inspector.proto

import type { Slave as _steadfast_v1_Slave, Slave__Output as _steadfast_v1_Slave__Output } from '../../steadfast/v1/Slave.ts';
import type { Leader as _steadfast_v1_Leader, Leader__Output as _steadfast_v1_Leader__Output } from '../../steadfast/v1/Leader.ts';

/**
 * The slaves of a cluster.
 */
export interface ListSlavesResponse {
  /**
   * The slaves, sorted by name. The leader lists all of them; another master
   * lists only those that a task is assigned to.
   */
  'slaves'?: (_steadfast_v1_Slave)[];
  /**
   * A remark for readers, for example that a standby answered; usually empty.
   */
  'note'?: (string);
  /**
   * The master that leads; absent if none is known.
   */
  'leader'?: (_steadfast_v1_Leader | null);
}

/**
 * The slaves of a cluster.
 */
export interface ListSlavesResponse__Output {
  /**
   * The slaves, sorted by name. The leader lists all of them; another master
   * lists only those that a task is assigned to.
   */
  'slaves': (_steadfast_v1_Slave__Output)[];
  /**
   * A remark for readers, for example that a standby answered; usually empty.
   */
  'note': (string);
  /**
   * The master that leads; absent if none is known.
   */
  'leader': (_steadfast_v1_Leader__Output | null);
}
