// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One thing that happened to a task.
 */
export interface HistoryItem {
  /**
   * When.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * The kind of the fact, for example "task.placed".
   */
  'event'?: (string);
  /**
   * The slave.
   */
  'host'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * The reign in which it was decided.
   */
  'epoch'?: (number | string | Long);
  /**
   * Why, where there is something to say.
   */
  'reason'?: (string);
}

/**
 * One thing that happened to a task.
 */
export interface HistoryItem__Output {
  /**
   * When.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * The kind of the fact, for example "task.placed".
   */
  'event': (string);
  /**
   * The slave.
   */
  'host': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * The reign in which it was decided.
   */
  'epoch': (number);
  /**
   * Why, where there is something to say.
   */
  'reason': (string);
}
