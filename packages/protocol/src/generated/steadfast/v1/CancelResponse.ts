// Original file: proto/tasks.proto

import type { CancelOutcome as _steadfast_v1_CancelOutcome, CancelOutcome__Output as _steadfast_v1_CancelOutcome__Output } from '../../steadfast/v1/CancelOutcome.ts';

/**
 * The response of Cancel.
 */
export interface CancelResponse {
  /**
   * The identifier of the task.
   */
  'taskId'?: (string);
  /**
   * What became of it.
   */
  'outcome'?: (_steadfast_v1_CancelOutcome);
}

/**
 * The response of Cancel.
 */
export interface CancelResponse__Output {
  /**
   * The identifier of the task.
   */
  'taskId': (string);
  /**
   * What became of it.
   */
  'outcome': (_steadfast_v1_CancelOutcome__Output);
}
