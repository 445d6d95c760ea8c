// Original file: proto/tasks.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

/**
 * A change of a task: a fact of the ledger about it.
 */
export interface TaskChange {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The name of the task.
   */
  'taskname'?: (string);
  /**
   * The kind of the fact:
   * 
   * "task.placed"     assigned to a slave
   * "task.running"    its slave has started it
   * "task.success"    it has succeeded, and never changes again
   * "task.killed"     its slave was lost while it was running
   * "task.returned"   its slave was lost, or gave it back, before it started
   * "task.failed"     its attempt failed
   * "task.parked"     set aside: it failed too often, or is invalid
   * "task.cancelled"  cancelled
   * "task.released"   no longer set aside
   * "task.adopted"    continued after attempts of another ledger
   */
  'kind'?: (string);
  /**
   * When it was decided.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * The number of the attempt; 0 if the change is not about one.
   */
  'attempt'?: (number);
  /**
   * The slave of the attempt; empty if the change is not about one.
   */
  'host'?: (string);
  /**
   * The cause, if there is one, for example how the attempt failed.
   */
  'reason'?: (string);
  /**
   * What the task returned, as JSON; set only by "task.success", and empty if it
   * returned nothing.
   */
  'resultJson'?: (string);
  /**
   * How many attempts have failed; set by "task.failed", and by "task.killed" if
   * they are counted.
   */
  'failures'?: (number);
  /**
   * When the task is tried again; set only by "task.failed", unless it is parked.
   */
  'retryAt'?: (_google_protobuf_Timestamp | null);
}

/**
 * A change of a task: a fact of the ledger about it.
 */
export interface TaskChange__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The name of the task.
   */
  'taskname': (string);
  /**
   * The kind of the fact:
   * 
   * "task.placed"     assigned to a slave
   * "task.running"    its slave has started it
   * "task.success"    it has succeeded, and never changes again
   * "task.killed"     its slave was lost while it was running
   * "task.returned"   its slave was lost, or gave it back, before it started
   * "task.failed"     its attempt failed
   * "task.parked"     set aside: it failed too often, or is invalid
   * "task.cancelled"  cancelled
   * "task.released"   no longer set aside
   * "task.adopted"    continued after attempts of another ledger
   */
  'kind': (string);
  /**
   * When it was decided.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * The number of the attempt; 0 if the change is not about one.
   */
  'attempt': (number);
  /**
   * The slave of the attempt; empty if the change is not about one.
   */
  'host': (string);
  /**
   * The cause, if there is one, for example how the attempt failed.
   */
  'reason': (string);
  /**
   * What the task returned, as JSON; set only by "task.success", and empty if it
   * returned nothing.
   */
  'resultJson': (string);
  /**
   * How many attempts have failed; set by "task.failed", and by "task.killed" if
   * they are counted.
   */
  'failures': (number);
  /**
   * When the task is tried again; set only by "task.failed", unless it is parked.
   */
  'retryAt': (_google_protobuf_Timestamp__Output | null);
}
