// Original file: proto/scheduler.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Accepts a registration.
 */
export interface Welcome {
  /**
   * The epoch of the master: each change of leadership has a higher one. A
   * slave must end the session if it has seen a higher epoch before.
   */
  'epoch'?: (number | string | Long);
}

/**
 * Accepts a registration.
 */
export interface Welcome__Output {
  /**
   * The epoch of the master: each change of leadership has a higher one. A
   * slave must end the session if it has seen a higher epoch before.
   */
  'epoch': (number);
}
