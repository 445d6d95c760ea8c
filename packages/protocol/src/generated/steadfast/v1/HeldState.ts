// Original file: proto/scheduler.proto

/**
 * How far an attempt is that a slave still holds.
 */
export const HeldState = {
  /**
   * Not a valid value.
   */
  HELD_STATE_UNSPECIFIED: 'HELD_STATE_UNSPECIFIED',
  /**
   * It is running now.
   */
  HELD_STATE_RUNNING: 'HELD_STATE_RUNNING',
  /**
   * It finished, and its report waits to be acknowledged.
   */
  HELD_STATE_FINISHED: 'HELD_STATE_FINISHED',
} as const;

/**
 * How far an attempt is that a slave still holds.
 */
export type HeldState =
  /**
   * Not a valid value.
   */
  | 'HELD_STATE_UNSPECIFIED'
  | 0
  /**
   * It is running now.
   */
  | 'HELD_STATE_RUNNING'
  | 1
  /**
   * It finished, and its report waits to be acknowledged.
   */
  | 'HELD_STATE_FINISHED'
  | 2

/**
 * How far an attempt is that a slave still holds.
 */
export type HeldState__Output = typeof HeldState[keyof typeof HeldState]
