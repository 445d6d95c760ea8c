// Original file: proto/tasks.proto

/**
 * What became of a task that was to be released.
 */
export const ReleaseOutcome = {
  /**
   * Not used.
   */
  RELEASE_OUTCOME_UNSPECIFIED: 'RELEASE_OUTCOME_UNSPECIFIED',
  /**
   * It waits for a slave.
   */
  RELEASE_OUTCOME_RELEASED: 'RELEASE_OUTCOME_RELEASED',
  /**
   * It was not parked. This is also the answer to a call that is repeated.
   */
  RELEASE_OUTCOME_NOT_PARKED: 'RELEASE_OUTCOME_NOT_PARKED',
} as const;

/**
 * What became of a task that was to be released.
 */
export type ReleaseOutcome =
  /**
   * Not used.
   */
  | 'RELEASE_OUTCOME_UNSPECIFIED'
  | 0
  /**
   * It waits for a slave.
   */
  | 'RELEASE_OUTCOME_RELEASED'
  | 1
  /**
   * It was not parked. This is also the answer to a call that is repeated.
   */
  | 'RELEASE_OUTCOME_NOT_PARKED'
  | 2

/**
 * What became of a task that was to be released.
 */
export type ReleaseOutcome__Output = typeof ReleaseOutcome[keyof typeof ReleaseOutcome]
