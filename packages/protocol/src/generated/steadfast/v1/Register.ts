// Original file: proto/scheduler.proto

import type { Held as _steadfast_v1_Held, Held__Output as _steadfast_v1_Held__Output } from '../../steadfast/v1/Held.ts';
import type { KeptReport as _steadfast_v1_KeptReport, KeptReport__Output as _steadfast_v1_KeptReport__Output } from '../../steadfast/v1/KeptReport.ts';

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
   * Identifies this incarnation of the slave's process: the SHA-256 of the 32
   * bytes of `secret`, as 64 lowercase hexadecimal digits. It is public:
   * masters log it, write it to the ledger, and show it to anyone.
   * 
   * Registering again with the same host and instance replaces the earlier
   * session, and continues the attempts that are assigned to it. Only a slave
   * that sends the secret can do that.
   */
  'instance'?: (string);
  /**
   * The version of this protocol that the slave implements, currently 4.
   * 
   * A master also accepts version 3, which knows neither `queues` nor `kinds`:
   * its slaves run tasks of the queue "default" that sleep. It has no Failed, and
   * its messages have at most 64 KiB.
   * 
   * It also accepts version 2, which has neither Reports nor Orders: each
   * report and each order is a message of its own. A slave of version 2 runs an
   * attempt as soon as it is assigned, so it is assigned one at a time, and none
   * is recalled.
   * 
   * It also accepts version 1, which has no `secret` either: `instance` is any
   * 1 to 64 letters, digits, or any of ". _ : -", except 64 lowercase
   * hexadecimal digits (INVALID_ARGUMENT), so a session of version 1 cannot
   * take the place of a slave of a later version. It protects no slave of
   * version 1 from another: anyone who knows the host and the instance can
   * take its place.
   * 
   * The master answers any other version with Refuse
   * (REFUSE_REASON_UNSUPPORTED_VERSION) and FAILED_PRECONDITION.
   */
  'protocolVersion'?: (number);
  /**
   * The attempts that the slave holds, at most 32, of which at most one is
   * running. Attempts that have not started are not held: a slave drops them
   * when its session ends. A current attempt that is assigned to this slave
   * and missing here is considered lost.
   */
  'held'?: (_steadfast_v1_Held)[];
  /**
   * Whether the slave knows other masters. If so, a master that cannot reach
   * the database ends the session, so that the slave can find one that can.
   */
  'otherMasters'?: (boolean);
  /**
   * 32 bytes from a cryptographic random number generator, drawn when
   * the process of the slave starts, and the same in every Register that it
   * sends. It proves that the slave is the one that `instance` names, so the
   * slave must never log it, and must store it only with the reports that it
   * keeps on disk; a master forgets it once it has compared it.
   * 
   * The master answers any other length with INVALID_ARGUMENT, and a secret
   * that does not hash to `instance` with UNAUTHENTICATED.
   */
  'secret'?: (Buffer | Uint8Array | string);
  /**
   * The queues that the slave takes tasks from: at most 32 names of 1 to 64
   * letters, digits, dots, hyphens or underscores, none twice. Empty means
   * "default".
   */
  'queues'?: (string)[];
  /**
   * The kinds of tasks that the slave can run: at most 256 names like those of
   * queues. "sleep" and "command" are built in, others are names of handlers.
   * Empty means "sleep".
   */
  'kinds'?: (string)[];
  /**
   * The reports that earlier processes of this slave could not deliver, and
   * that it has kept on disk. With `held`, at most 32. The slave repeats these
   * reports after Welcome, with their `instance`. If the attempt is still
   * assigned to that instance, it is not run again.
   */
  'kept'?: (_steadfast_v1_KeptReport)[];
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
   * Identifies this incarnation of the slave's process: the SHA-256 of the 32
   * bytes of `secret`, as 64 lowercase hexadecimal digits. It is public:
   * masters log it, write it to the ledger, and show it to anyone.
   * 
   * Registering again with the same host and instance replaces the earlier
   * session, and continues the attempts that are assigned to it. Only a slave
   * that sends the secret can do that.
   */
  'instance': (string);
  /**
   * The version of this protocol that the slave implements, currently 4.
   * 
   * A master also accepts version 3, which knows neither `queues` nor `kinds`:
   * its slaves run tasks of the queue "default" that sleep. It has no Failed, and
   * its messages have at most 64 KiB.
   * 
   * It also accepts version 2, which has neither Reports nor Orders: each
   * report and each order is a message of its own. A slave of version 2 runs an
   * attempt as soon as it is assigned, so it is assigned one at a time, and none
   * is recalled.
   * 
   * It also accepts version 1, which has no `secret` either: `instance` is any
   * 1 to 64 letters, digits, or any of ". _ : -", except 64 lowercase
   * hexadecimal digits (INVALID_ARGUMENT), so a session of version 1 cannot
   * take the place of a slave of a later version. It protects no slave of
   * version 1 from another: anyone who knows the host and the instance can
   * take its place.
   * 
   * The master answers any other version with Refuse
   * (REFUSE_REASON_UNSUPPORTED_VERSION) and FAILED_PRECONDITION.
   */
  'protocolVersion': (number);
  /**
   * The attempts that the slave holds, at most 32, of which at most one is
   * running. Attempts that have not started are not held: a slave drops them
   * when its session ends. A current attempt that is assigned to this slave
   * and missing here is considered lost.
   */
  'held': (_steadfast_v1_Held__Output)[];
  /**
   * Whether the slave knows other masters. If so, a master that cannot reach
   * the database ends the session, so that the slave can find one that can.
   */
  'otherMasters': (boolean);
  /**
   * 32 bytes from a cryptographic random number generator, drawn when
   * the process of the slave starts, and the same in every Register that it
   * sends. It proves that the slave is the one that `instance` names, so the
   * slave must never log it, and must store it only with the reports that it
   * keeps on disk; a master forgets it once it has compared it.
   * 
   * The master answers any other length with INVALID_ARGUMENT, and a secret
   * that does not hash to `instance` with UNAUTHENTICATED.
   */
  'secret': (Buffer);
  /**
   * The queues that the slave takes tasks from: at most 32 names of 1 to 64
   * letters, digits, dots, hyphens or underscores, none twice. Empty means
   * "default".
   */
  'queues': (string)[];
  /**
   * The kinds of tasks that the slave can run: at most 256 names like those of
   * queues. "sleep" and "command" are built in, others are names of handlers.
   * Empty means "sleep".
   */
  'kinds': (string)[];
  /**
   * The reports that earlier processes of this slave could not deliver, and
   * that it has kept on disk. With `held`, at most 32. The slave repeats these
   * reports after Welcome, with their `instance`. If the attempt is still
   * assigned to that instance, it is not run again.
   */
  'kept': (_steadfast_v1_KeptReport__Output)[];
}
