// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * The task that is assigned to a slave.
 */
export interface SlaveTask {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * The name of the task.
   */
  'taskname'?: (string);
  /**
   * The number of the attempt, from 1.
   */
  'attempt'?: (number);
  /**
   * When the attempt was assigned.
   */
  'placedAt'?: (_google_protobuf_Timestamp | null);
  /**
   * When the attempt was reported as running; absent if it has not been, or
   * not in this epoch.
   */
  'runningSince'?: (_google_protobuf_Timestamp | null);
  /**
   * The time since the attempt was assigned.
   */
  'age'?: (_google_protobuf_Duration | null);
}

/**
 * The task that is assigned to a slave.
 */
export interface SlaveTask__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * The name of the task.
   */
  'taskname': (string);
  /**
   * The number of the attempt, from 1.
   */
  'attempt': (number);
  /**
   * When the attempt was assigned.
   */
  'placedAt': (_google_protobuf_Timestamp__Output | null);
  /**
   * When the attempt was reported as running; absent if it has not been, or
   * not in this epoch.
   */
  'runningSince': (_google_protobuf_Timestamp__Output | null);
  /**
   * The time since the attempt was assigned.
   */
  'age': (_google_protobuf_Duration__Output | null);
}
