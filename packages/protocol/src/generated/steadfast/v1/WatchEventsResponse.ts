// Original file: proto/inspector.proto

import type { Event as _steadfast_v1_Event, Event__Output as _steadfast_v1_Event__Output } from '../../steadfast/v1/Event.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A message of the event stream.
 */
export interface WatchEventsResponse {
  /**
   * A fact.
   */
  'event'?: (_steadfast_v1_Event | null);
  /**
   * The number of entries that could not be streamed because they had
   * already been trimmed from the ledger.
   */
  'missed'?: (number | string | Long);
  /**
   * Exactly one message is set.
   */
  'message'?: "event"|"missed";
}

/**
 * A message of the event stream.
 */
export interface WatchEventsResponse__Output {
  /**
   * A fact.
   */
  'event'?: (_steadfast_v1_Event__Output | null);
  /**
   * The number of entries that could not be streamed because they had
   * already been trimmed from the ledger.
   */
  'missed'?: (number);
  /**
   * Exactly one message is set.
   */
  'message'?: "event"|"missed";
}
