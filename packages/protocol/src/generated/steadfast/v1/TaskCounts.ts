// Original file: proto/inspector.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The number of tasks in each state. Counting stops at 500000 per state.
 */
export interface TaskCounts {
  /**
   * Tasks that have not run yet.
   */
  'created'?: (number | string | Long);
  /**
   * Tasks that are running on a slave.
   */
  'running'?: (number | string | Long);
  /**
   * Tasks that lost their last attempt while it was running. They are
   * assigned again.
   */
  'killed'?: (number | string | Long);
  /**
   * Tasks that have finished.
   */
  'success'?: (number | string | Long);
  /**
   * The states in which counting stopped, so that there may be more tasks.
   */
  'capped'?: (string)[];
}

/**
 * The number of tasks in each state. Counting stops at 500000 per state.
 */
export interface TaskCounts__Output {
  /**
   * Tasks that have not run yet.
   */
  'created': (number);
  /**
   * Tasks that are running on a slave.
   */
  'running': (number);
  /**
   * Tasks that lost their last attempt while it was running. They are
   * assigned again.
   */
  'killed': (number);
  /**
   * Tasks that have finished.
   */
  'success': (number);
  /**
   * The states in which counting stopped, so that there may be more tasks.
   */
  'capped': (string)[];
}
