// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * The task of a slave.
 */
export interface SlaveTask {
  /**
   * Its identifier.
   */
  'taskId'?: (string);
  /**
   * Its name.
   */
  'taskname'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * When it was placed there.
   */
  'placedAt'?: (_google_protobuf_Timestamp | null);
  /**
   * When it was known to run; absent while it is not, or when that was before this reign.
   */
  'runningSince'?: (_google_protobuf_Timestamp | null);
  /**
   * How long ago it was placed.
   */
  'age'?: (_google_protobuf_Duration | null);
}

/**
 * The task of a slave.
 */
export interface SlaveTask__Output {
  /**
   * Its identifier.
   */
  'taskId': (string);
  /**
   * Its name.
   */
  'taskname': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * When it was placed there.
   */
  'placedAt': (_google_protobuf_Timestamp__Output | null);
  /**
   * When it was known to run; absent while it is not, or when that was before this reign.
   */
  'runningSince': (_google_protobuf_Timestamp__Output | null);
  /**
   * How long ago it was placed.
   */
  'age': (_google_protobuf_Duration__Output | null);
}
