// Original file: proto/inspector.proto

import type { Task as _steadfast_v1_Task, Task__Output as _steadfast_v1_Task__Output } from '../../steadfast/v1/Task.ts';

/**
 * One task with its document.
 */
export interface GetTaskResponse {
  /**
   * The task with its history.
   */
  'task'?: (_steadfast_v1_Task | null);
  /**
   * The fields of its document that docs/tasks.md describes, as they are
   * stored, as extended JSON. It is truncated after
   * 16384 characters.
   */
  'document'?: (string);
}

/**
 * One task with its document.
 */
export interface GetTaskResponse__Output {
  /**
   * The task with its history.
   */
  'task': (_steadfast_v1_Task__Output | null);
  /**
   * The fields of its document that docs/tasks.md describes, as they are
   * stored, as extended JSON. It is truncated after
   * 16384 characters.
   */
  'document': (string);
}
