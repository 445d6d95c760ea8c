// Original file: proto/tasks.proto


/**
 * A filter of changes. A field that is empty matches every change.
 */
export interface WatchFilter {
  /**
   * Only changes of these kinds, for example "task.failed".
   */
  'kinds'?: (string)[];
  /**
   * Only changes of tasks with a name that begins with this prefix.
   */
  'tasknamePrefix'?: (string);
}

/**
 * A filter of changes. A field that is empty matches every change.
 */
export interface WatchFilter__Output {
  /**
   * Only changes of these kinds, for example "task.failed".
   */
  'kinds': (string)[];
  /**
   * Only changes of tasks with a name that begins with this prefix.
   */
  'tasknamePrefix': (string);
}
