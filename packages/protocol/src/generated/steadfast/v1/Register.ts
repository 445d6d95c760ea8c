// Original file: proto/scheduler.proto

import type { Held as _steadfast_v1_Held, Held__Output as _steadfast_v1_Held__Output } from './Held.ts';

/**
 * A slave introduces itself.
 */
export interface Register {
  /**
   * The name of the slave, for example "slave1": 1 to 63 letters, digits, dots, dashes or underscores.
   */
  'host'?: (string);
  /**
   * A random identifier of this life of the slave's process.
   */
  'instance'?: (string);
  /**
   * The version of this protocol that the slave speaks: 1.
   */
  'protocolVersion'?: (number);
  /**
   * The attempts that it holds.
   */
  'held'?: (_steadfast_v1_Held)[];
  /**
   * It knows other masters: when this one does not reach the database, it wants to look for one that does.
   */
  'otherMasters'?: (boolean);
}

/**
 * A slave introduces itself.
 */
export interface Register__Output {
  /**
   * The name of the slave, for example "slave1": 1 to 63 letters, digits, dots, dashes or underscores.
   */
  'host': (string);
  /**
   * A random identifier of this life of the slave's process.
   */
  'instance': (string);
  /**
   * The version of this protocol that the slave speaks: 1.
   */
  'protocolVersion': (number);
  /**
   * The attempts that it holds.
   */
  'held': (_steadfast_v1_Held__Output)[];
  /**
   * It knows other masters: when this one does not reach the database, it wants to look for one that does.
   */
  'otherMasters': (boolean);
}
