// Original file: proto/tasks.proto

import type { ReleaseOutcome as _steadfast_v1_ReleaseOutcome, ReleaseOutcome__Output as _steadfast_v1_ReleaseOutcome__Output } from '../../steadfast/v1/ReleaseOutcome.ts';

/**
 * The response of Release.
 */
export interface ReleaseResponse {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * What became of it.
   */
  'outcome'?: (_steadfast_v1_ReleaseOutcome);
}

/**
 * The response of Release.
 */
export interface ReleaseResponse__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * What became of it.
   */
  'outcome': (_steadfast_v1_ReleaseOutcome__Output);
}
