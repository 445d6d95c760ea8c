// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

/**
 * The mark of a task that is not run: its document is not valid, it failed too
 * often, or it was cancelled. To run it, fix the document if it is not valid, and
 * call Release or remove the field `parked`.
 */
export interface Parked {
  /**
   * Why it is not run.
   */
  'reason'?: (string);
  /**
   * When the task was parked.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * Whether it was cancelled.
   */
  'cancelled'?: (boolean);
}

/**
 * The mark of a task that is not run: its document is not valid, it failed too
 * often, or it was cancelled. To run it, fix the document if it is not valid, and
 * call Release or remove the field `parked`.
 */
export interface Parked__Output {
  /**
   * Why it is not run.
   */
  'reason': (string);
  /**
   * When the task was parked.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * Whether it was cancelled.
   */
  'cancelled': (boolean);
}
