// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Which slave is responsible for a task.
 */
export interface Assignment {
  /**
   * The slave.
   */
  'host'?: (string);
  /**
   * This life of its process.
   */
  'instance'?: (string);
  /**
   * The reign in which it was placed.
   */
  'epoch'?: (number | string | Long);
  /**
   * When it was placed.
   */
  'placedAt'?: (_google_protobuf_Timestamp | null);
}

/**
 * Which slave is responsible for a task.
 */
export interface Assignment__Output {
  /**
   * The slave.
   */
  'host': (string);
  /**
   * This life of its process.
   */
  'instance': (string);
  /**
   * The reign in which it was placed.
   */
  'epoch': (number);
  /**
   * When it was placed.
   */
  'placedAt': (_google_protobuf_Timestamp__Output | null);
}
