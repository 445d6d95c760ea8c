// Original file: proto/inspector.proto


/**
 * The number of slaves in each condition. See `Slave.condition`.
 */
export interface SlaveCounts {
  /**
   * Slaves that can be assigned a task now.
   */
  'idle'?: (number);
  /**
   * Slaves that have a task.
   */
  'busy'?: (number);
  /**
   * Slaves that are about to stop and accept no more tasks.
   */
  'leaving'?: (number);
  /**
   * Slaves that are assigned nothing for a moment.
   */
  'resting'?: (number);
  /**
   * Slaves that are disconnected but may still return to their task.
   */
  'awaited'?: (number);
}

/**
 * The number of slaves in each condition. See `Slave.condition`.
 */
export interface SlaveCounts__Output {
  /**
   * Slaves that can be assigned a task now.
   */
  'idle': (number);
  /**
   * Slaves that have a task.
   */
  'busy': (number);
  /**
   * Slaves that are about to stop and accept no more tasks.
   */
  'leaving': (number);
  /**
   * Slaves that are assigned nothing for a moment.
   */
  'resting': (number);
  /**
   * Slaves that are disconnected but may still return to their task.
   */
  'awaited': (number);
}
