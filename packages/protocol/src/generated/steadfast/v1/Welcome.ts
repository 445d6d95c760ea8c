// Original file: proto/scheduler.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Accepts a registration.
 */
export interface Welcome {
  /**
   * The epoch of the master, from 1: each change of leadership has a higher
   * one. A slave should end the session if it has seen a higher epoch before,
   * or if the epoch is implausibly far above the highest it has seen.
   */
  'epoch'?: (number | string | Long);
}

/**
 * Accepts a registration.
 */
export interface Welcome__Output {
  /**
   * The epoch of the master, from 1: each change of leadership has a higher
   * one. A slave should end the session if it has seen a higher epoch before,
   * or if the epoch is implausibly far above the highest it has seen.
   */
  'epoch': (number);
}
