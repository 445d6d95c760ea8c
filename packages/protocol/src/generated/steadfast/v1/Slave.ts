// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { SlaveTask as _steadfast_v1_SlaveTask, SlaveTask__Output as _steadfast_v1_SlaveTask__Output } from './SlaveTask.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One slave.
 */
export interface Slave {
  /**
   * Its name.
   */
  'host'?: (string);
  /**
   * This life of its process.
   */
  'instance'?: (string);
  /**
   * From where it is connected.
   */
  'address'?: (string);
  /**
   * When it joined; absent when it has not joined in this reign.
   */
  'connectedSince'?: (_google_protobuf_Timestamp | null);
  /**
   * "idle"; "busy": it has a task; "leaving": it takes no more; "resting": nothing is placed on it for a moment, because
   * it declined something or its stream may be broken; "awaited": it is not connected, and its task is kept for it for
   * a while; "unknown": a standby answers.
   */
  'condition'?: (string);
  /**
   * The task that it is responsible for; absent when it has none.
   */
  'task'?: (_steadfast_v1_SlaveTask | null);
  /**
   * Tasks that it finished in this reign, as this master saw it.
   */
  'finished'?: (number | string | Long);
  /**
   * Attempts that were lost on it in this reign: killed, or given back before they were known to run.
   */
  'lost'?: (number | string | Long);
}

/**
 * One slave.
 */
export interface Slave__Output {
  /**
   * Its name.
   */
  'host': (string);
  /**
   * This life of its process.
   */
  'instance': (string);
  /**
   * From where it is connected.
   */
  'address': (string);
  /**
   * When it joined; absent when it has not joined in this reign.
   */
  'connectedSince': (_google_protobuf_Timestamp__Output | null);
  /**
   * "idle"; "busy": it has a task; "leaving": it takes no more; "resting": nothing is placed on it for a moment, because
   * it declined something or its stream may be broken; "awaited": it is not connected, and its task is kept for it for
   * a while; "unknown": a standby answers.
   */
  'condition': (string);
  /**
   * The task that it is responsible for; absent when it has none.
   */
  'task': (_steadfast_v1_SlaveTask__Output | null);
  /**
   * Tasks that it finished in this reign, as this master saw it.
   */
  'finished': (number);
  /**
   * Attempts that were lost on it in this reign: killed, or given back before they were known to run.
   */
  'lost': (number);
}
