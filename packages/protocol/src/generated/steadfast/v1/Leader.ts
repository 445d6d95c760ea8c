// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The master that leads.
 */
export interface Leader {
  /**
   * Its name.
   */
  'name'?: (string);
  /**
   * Where it listens, as it was told at its start.
   */
  'address'?: (string);
  /**
   * The number of its reign.
   */
  'epoch'?: (number | string | Long);
  /**
   * When its reign began; only the leader itself says so.
   */
  'since'?: (_google_protobuf_Timestamp | null);
}

/**
 * The master that leads.
 */
export interface Leader__Output {
  /**
   * Its name.
   */
  'name': (string);
  /**
   * Where it listens, as it was told at its start.
   */
  'address': (string);
  /**
   * The number of its reign.
   */
  'epoch': (number);
  /**
   * When its reign began; only the leader itself says so.
   */
  'since': (_google_protobuf_Timestamp__Output | null);
}
