// Original file: proto/scheduler.proto

import type { Held as _steadfast_v1_Held, Held__Output as _steadfast_v1_Held__Output } from '../../steadfast/v1/Held.ts';

/**
 * Registers a slave.
 */
export interface Register {
  /**
   * The name of the slave, for example "slave1": 1 to 63 letters, digits,
   * dots, hyphens or underscores. Unique among connected slaves.
   */
  'host'?: (string);
  /**
   * A random identifier of this incarnation of the slave's process: 1 to 64
   * letters, digits, or any of ". _ : -". Registering again with the same
   * host and instance replaces the earlier session.
   */
  'instance'?: (string);
  /**
   * The version of this protocol that the slave implements, currently 1.
   */
  'protocolVersion'?: (number);
  /**
   * All attempts that the slave holds, at most 32. A current attempt that is
   * assigned to this slave and missing here is considered lost.
   */
  'held'?: (_steadfast_v1_Held)[];
  /**
   * Whether the slave knows other masters. If so, a master that cannot reach
   * the database ends the session, so that the slave can find one that can.
   */
  'otherMasters'?: (boolean);
}

/**
 * Registers a slave.
 */
export interface Register__Output {
  /**
   * The name of the slave, for example "slave1": 1 to 63 letters, digits,
   * dots, hyphens or underscores. Unique among connected slaves.
   */
  'host': (string);
  /**
   * A random identifier of this incarnation of the slave's process: 1 to 64
   * letters, digits, or any of ". _ : -". Registering again with the same
   * host and instance replaces the earlier session.
   */
  'instance': (string);
  /**
   * The version of this protocol that the slave implements, currently 1.
   */
  'protocolVersion': (number);
  /**
   * All attempts that the slave holds, at most 32. A current attempt that is
   * assigned to this slave and missing here is considered lost.
   */
  'held': (_steadfast_v1_Held__Output)[];
  /**
   * Whether the slave knows other masters. If so, a master that cannot reach
   * the database ends the session, so that the slave can find one that can.
   */
  'otherMasters': (boolean);
}
