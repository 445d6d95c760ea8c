// Original file: proto/inspector.proto


/**
 * How many slaves there are in each condition; ListSlaves explains them.
 */
export interface SlaveCounts {
  /**
   * A task can be placed on them now.
   */
  'idle'?: (number);
  /**
   * They are responsible for a task.
   */
  'busy'?: (number);
  /**
   * They take no more tasks.
   */
  'leaving'?: (number);
  /**
   * Nothing is placed on them for a moment.
   */
  'resting'?: (number);
  /**
   * Not connected: they may still come back to their task.
   */
  'awaited'?: (number);
}

/**
 * How many slaves there are in each condition; ListSlaves explains them.
 */
export interface SlaveCounts__Output {
  /**
   * A task can be placed on them now.
   */
  'idle': (number);
  /**
   * They are responsible for a task.
   */
  'busy': (number);
  /**
   * They take no more tasks.
   */
  'leaving': (number);
  /**
   * Nothing is placed on them for a moment.
   */
  'resting': (number);
  /**
   * Not connected: they may still come back to their task.
   */
  'awaited': (number);
}
