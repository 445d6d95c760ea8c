// Original file: proto/inspector.proto

import type { Long } from '@grpc/proto-loader';

/**
 * How many tasks there are in each state. Counting stops at 500000; `capped` names the states that have at least those.
 */
export interface TaskCounts {
  /**
   * Never run, or given back before they ran.
   */
  'created'?: (number | string | Long);
  /**
   * Running on a slave.
   */
  'running'?: (number | string | Long);
  /**
   * Their slave was lost while they ran; they are placed again.
   */
  'killed'?: (number | string | Long);
  /**
   * Finished.
   */
  'success'?: (number | string | Long);
  /**
   * The states in which counting stopped at 500000.
   */
  'capped'?: (string)[];
}

/**
 * How many tasks there are in each state. Counting stops at 500000; `capped` names the states that have at least those.
 */
export interface TaskCounts__Output {
  /**
   * Never run, or given back before they ran.
   */
  'created': (number);
  /**
   * Running on a slave.
   */
  'running': (number);
  /**
   * Their slave was lost while they ran; they are placed again.
   */
  'killed': (number);
  /**
   * Finished.
   */
  'success': (number);
  /**
   * The states in which counting stopped at 500000.
   */
  'capped': (string)[];
}
