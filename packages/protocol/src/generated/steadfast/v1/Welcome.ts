// Original file: proto/scheduler.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The slave is registered.
 */
export interface Welcome {
  /**
   * The number of the master's reign. A slave obeys no master of a lower epoch than the highest it has seen.
   */
  'epoch'?: (number | string | Long);
}

/**
 * The slave is registered.
 */
export interface Welcome__Output {
  /**
   * The number of the master's reign. A slave obeys no master of a lower epoch than the highest it has seen.
   */
  'epoch': (number);
}
