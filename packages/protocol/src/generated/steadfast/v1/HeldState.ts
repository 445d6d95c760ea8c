// Original file: proto/scheduler.proto

/**
 * The state of an attempt that a slave holds.
 */
export const HeldState = {
  /**
   * Invalid.
   */
  HELD_STATE_UNSPECIFIED: 'HELD_STATE_UNSPECIFIED',
  /**
   * The attempt is running.
   */
  HELD_STATE_RUNNING: 'HELD_STATE_RUNNING',
  /**
   * The attempt has finished or failed, and its report is not acknowledged yet.
   */
  HELD_STATE_FINISHED: 'HELD_STATE_FINISHED',
} as const;

/**
 * The state of an attempt that a slave holds.
 */
export type HeldState =
  /**
   * Invalid.
   */
  | 'HELD_STATE_UNSPECIFIED'
  | 0
  /**
   * The attempt is running.
   */
  | 'HELD_STATE_RUNNING'
  | 1
  /**
   * The attempt has finished or failed, and its report is not acknowledged yet.
   */
  | 'HELD_STATE_FINISHED'
  | 2

/**
 * The state of an attempt that a slave holds.
 */
export type HeldState__Output = typeof HeldState[keyof typeof HeldState]
