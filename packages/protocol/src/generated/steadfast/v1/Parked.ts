// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

/**
 * Why a task is set aside.
 */
export interface Parked {
  /**
   * What is to be mended in its document.
   */
  'reason'?: (string);
  /**
   * Since when.
   */
  'at'?: (_google_protobuf_Timestamp | null);
}

/**
 * Why a task is set aside.
 */
export interface Parked__Output {
  /**
   * What is to be mended in its document.
   */
  'reason': (string);
  /**
   * Since when.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
}
