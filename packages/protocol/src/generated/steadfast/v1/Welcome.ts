// Original file: proto/scheduler.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Accepts a registration.
 */
export interface Welcome {
  /**
   * The epoch of the master, from 1: each change of leadership has a higher
   * one. A slave should end the session if it has seen a higher epoch before,
   * unless every master it has reached since then had a lower one; and if the
   * epoch is more than 1,000,000,000 above the highest it has seen (0 at first).
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
   * unless every master it has reached since then had a lower one; and if the
   * epoch is more than 1,000,000,000 above the highest it has seen (0 at first).
   */
  'epoch': (number);
}
