// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The assignment of a task to a slave.
 */
export interface Assignment {
  /**
   * The name of the slave.
   */
  'host'?: (string);
  /**
   * The random identifier of the incarnation of the slave's process.
   */
  'instance'?: (string);
  /**
   * The epoch in which the task was assigned.
   */
  'epoch'?: (number | string | Long);
  /**
   * When the task was assigned.
   */
  'placedAt'?: (_google_protobuf_Timestamp | null);
}

/**
 * The assignment of a task to a slave.
 */
export interface Assignment__Output {
  /**
   * The name of the slave.
   */
  'host': (string);
  /**
   * The random identifier of the incarnation of the slave's process.
   */
  'instance': (string);
  /**
   * The epoch in which the task was assigned.
   */
  'epoch': (number);
  /**
   * When the task was assigned.
   */
  'placedAt': (_google_protobuf_Timestamp__Output | null);
}
