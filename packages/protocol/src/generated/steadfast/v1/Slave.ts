// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { SlaveTask as _steadfast_v1_SlaveTask, SlaveTask__Output as _steadfast_v1_SlaveTask__Output } from '../../steadfast/v1/SlaveTask.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A slave.
 */
export interface Slave {
  /**
   * Its name, for example "slave1".
   */
  'host'?: (string);
  /**
   * The random identifier of this incarnation of its process.
   */
  'instance'?: (string);
  /**
   * The address and port that it is connected from; empty if it is not
   * connected, or unless the leader answers.
   */
  'address'?: (string);
  /**
   * When it joined; absent if it has not joined in this epoch.
   */
  'connectedSince'?: (_google_protobuf_Timestamp | null);
  /**
   * Whether the slave can be assigned tasks:
   * 
   * "idle"     it can be assigned a task now
   * "busy"     it has a task
   * "leaving"  it is about to stop and accepts no more tasks
   * "resting"  it is assigned nothing for a moment, because it declined a
   * task or its connection may be broken
   * "awaited"  it is disconnected, but may return to its task until the
   * recovery grace ends
   * "unknown"  the master that answered does not lead
   */
  'condition'?: (string);
  /**
   * The task that it runs, or else the first that is assigned to it; absent if
   * there is none.
   */
  'task'?: (_steadfast_v1_SlaveTask | null);
  /**
   * The number of attempts that it has finished in this epoch.
   */
  'finished'?: (number | string | Long);
  /**
   * The number of attempts that were assigned to it in this epoch and then
   * killed or returned.
   */
  'lost'?: (number | string | Long);
  /**
   * The number of tasks that are assigned to it besides `task`: they wait until
   * it has ended.
   */
  'queued'?: (number);
}

/**
 * A slave.
 */
export interface Slave__Output {
  /**
   * Its name, for example "slave1".
   */
  'host': (string);
  /**
   * The random identifier of this incarnation of its process.
   */
  'instance': (string);
  /**
   * The address and port that it is connected from; empty if it is not
   * connected, or unless the leader answers.
   */
  'address': (string);
  /**
   * When it joined; absent if it has not joined in this epoch.
   */
  'connectedSince': (_google_protobuf_Timestamp__Output | null);
  /**
   * Whether the slave can be assigned tasks:
   * 
   * "idle"     it can be assigned a task now
   * "busy"     it has a task
   * "leaving"  it is about to stop and accepts no more tasks
   * "resting"  it is assigned nothing for a moment, because it declined a
   * task or its connection may be broken
   * "awaited"  it is disconnected, but may return to its task until the
   * recovery grace ends
   * "unknown"  the master that answered does not lead
   */
  'condition': (string);
  /**
   * The task that it runs, or else the first that is assigned to it; absent if
   * there is none.
   */
  'task': (_steadfast_v1_SlaveTask__Output | null);
  /**
   * The number of attempts that it has finished in this epoch.
   */
  'finished': (number);
  /**
   * The number of attempts that were assigned to it in this epoch and then
   * killed or returned.
   */
  'lost': (number);
  /**
   * The number of tasks that are assigned to it besides `task`: they wait until
   * it has ended.
   */
  'queued': (number);
}
