// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * The master that leads.
 */
export interface Leader {
  /**
   * Its name, for example "master1".
   */
  'name'?: (string);
  /**
   * The address at which others reach it, as HOST:PORT (the option
   * `--advertise` of the master); empty if it is not known yet.
   */
  'address'?: (string);
  /**
   * The number of its epoch: each change of leadership has a higher one.
   */
  'epoch'?: (number | string | Long);
  /**
   * When its epoch began; set only by the leader itself.
   */
  'since'?: (_google_protobuf_Timestamp | null);
}

/**
 * The master that leads.
 */
export interface Leader__Output {
  /**
   * Its name, for example "master1".
   */
  'name': (string);
  /**
   * The address at which others reach it, as HOST:PORT (the option
   * `--advertise` of the master); empty if it is not known yet.
   */
  'address': (string);
  /**
   * The number of its epoch: each change of leadership has a higher one.
   */
  'epoch': (number);
  /**
   * When its epoch began; set only by the leader itself.
   */
  'since': (_google_protobuf_Timestamp__Output | null);
}
