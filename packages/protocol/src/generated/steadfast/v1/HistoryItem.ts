// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A change of a task: a fact of the ledger about it.
 */
export interface HistoryItem {
  /**
   * When it was decided.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * The kind of the fact, for example "task.placed".
   */
  'event'?: (string);
  /**
   * The slave that the attempt was assigned to.
   */
  'host'?: (string);
  /**
   * The number of the attempt.
   */
  'attempt'?: (number);
  /**
   * The epoch in which it was decided.
   */
  'epoch'?: (number | string | Long);
  /**
   * The cause, if there is one, for example that the slave was lost.
   */
  'reason'?: (string);
}

/**
 * A change of a task: a fact of the ledger about it.
 */
export interface HistoryItem__Output {
  /**
   * When it was decided.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * The kind of the fact, for example "task.placed".
   */
  'event': (string);
  /**
   * The slave that the attempt was assigned to.
   */
  'host': (string);
  /**
   * The number of the attempt.
   */
  'attempt': (number);
  /**
   * The epoch in which it was decided.
   */
  'epoch': (number);
  /**
   * The cause, if there is one, for example that the slave was lost.
   */
  'reason': (string);
}
