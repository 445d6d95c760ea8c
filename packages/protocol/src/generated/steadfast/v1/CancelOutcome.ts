// Original file: proto/tasks.proto

/**
 * What became of a task that was to be cancelled.
 */
export const CancelOutcome = {
  /**
   * Not used.
   */
  CANCEL_OUTCOME_UNSPECIFIED: 'CANCEL_OUTCOME_UNSPECIFIED',
  /**
   * It is cancelled. This is also the answer to a call that is repeated.
   */
  CANCEL_OUTCOME_CANCELLED: 'CANCEL_OUTCOME_CANCELLED',
  /**
   * It had succeeded before, so it was not cancelled.
   */
  CANCEL_OUTCOME_SUCCEEDED: 'CANCEL_OUTCOME_SUCCEEDED',
  /**
   * It was parked before, for another reason, and still is.
   */
  CANCEL_OUTCOME_PARKED: 'CANCEL_OUTCOME_PARKED',
} as const;

/**
 * What became of a task that was to be cancelled.
 */
export type CancelOutcome =
  /**
   * Not used.
   */
  | 'CANCEL_OUTCOME_UNSPECIFIED'
  | 0
  /**
   * It is cancelled. This is also the answer to a call that is repeated.
   */
  | 'CANCEL_OUTCOME_CANCELLED'
  | 1
  /**
   * It had succeeded before, so it was not cancelled.
   */
  | 'CANCEL_OUTCOME_SUCCEEDED'
  | 2
  /**
   * It was parked before, for another reason, and still is.
   */
  | 'CANCEL_OUTCOME_PARKED'
  | 3

/**
 * What became of a task that was to be cancelled.
 */
export type CancelOutcome__Output = typeof CancelOutcome[keyof typeof CancelOutcome]
