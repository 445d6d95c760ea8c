// Original file: proto/tasks.proto

import type { SubmittedTask as _steadfast_v1_SubmittedTask, SubmittedTask__Output as _steadfast_v1_SubmittedTask__Output } from '../../steadfast/v1/SubmittedTask.ts';

/**
 * The response of Submit.
 */
export interface SubmitResponse {
  /**
   * What became of each task, in the order of the request.
   */
  'tasks'?: (_steadfast_v1_SubmittedTask)[];
}

/**
 * The response of Submit.
 */
export interface SubmitResponse__Output {
  /**
   * What became of each task, in the order of the request.
   */
  'tasks': (_steadfast_v1_SubmittedTask__Output)[];
}
