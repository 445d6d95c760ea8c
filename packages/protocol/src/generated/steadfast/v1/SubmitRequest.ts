// Original file: proto/tasks.proto

import type { NewTask as _steadfast_v1_NewTask, NewTask__Output as _steadfast_v1_NewTask__Output } from '../../steadfast/v1/NewTask.ts';

/**
 * The request of Submit.
 */
export interface SubmitRequest {
  /**
   * The tasks, 1 to 1000, in a request of at most 1 MiB.
   */
  'tasks'?: (_steadfast_v1_NewTask)[];
}

/**
 * The request of Submit.
 */
export interface SubmitRequest__Output {
  /**
   * The tasks, 1 to 1000, in a request of at most 1 MiB.
   */
  'tasks': (_steadfast_v1_NewTask__Output)[];
}
