// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

/**
 * The mark of a task that is not run because its document is not valid. To run
 * it, fix the document and remove the field `parked`.
 */
export interface Parked {
  /**
   * What is wrong with the document.
   */
  'reason'?: (string);
  /**
   * When the task was parked.
   */
  'at'?: (_google_protobuf_Timestamp | null);
}

/**
 * The mark of a task that is not run because its document is not valid. To run
 * it, fix the document and remove the field `parked`.
 */
export interface Parked__Output {
  /**
   * What is wrong with the document.
   */
  'reason': (string);
  /**
   * When the task was parked.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
}
