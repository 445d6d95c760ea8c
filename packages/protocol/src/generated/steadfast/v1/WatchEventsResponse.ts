// Original file: proto/inspector.proto

import type { Event as _steadfast_v1_Event, Event__Output as _steadfast_v1_Event__Output } from './Event.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One message of the stream.
 */
export interface WatchEventsResponse {
  /**
   * A fact.
   */
  'event'?: (_steadfast_v1_Event | null);
  /**
   * So many entries had been trimmed from the ledger before this reader came to them.
   */
  'missed'?: (number | string | Long);
  /**
   * Exactly one is present.
   */
  'message'?: "event"|"missed";
}

/**
 * One message of the stream.
 */
export interface WatchEventsResponse__Output {
  /**
   * A fact.
   */
  'event'?: (_steadfast_v1_Event__Output | null);
  /**
   * So many entries had been trimmed from the ledger before this reader came to them.
   */
  'missed'?: (number);
  /**
   * Exactly one is present.
   */
  'message'?: "event"|"missed";
}
