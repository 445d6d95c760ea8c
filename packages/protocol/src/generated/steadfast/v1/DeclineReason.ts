// Original file: proto/scheduler.proto

/**
 * Why a slave declines an assignment.
 */
export const DeclineReason = {
  /**
   * Invalid.
   */
  DECLINE_REASON_UNSPECIFIED: 'DECLINE_REASON_UNSPECIFIED',
  /**
   * Another attempt is running, or too many reports are unacknowledged.
   */
  DECLINE_REASON_BUSY: 'DECLINE_REASON_BUSY',
  /**
   * The slave is about to stop.
   */
  DECLINE_REASON_DRAINING: 'DECLINE_REASON_DRAINING',
  /**
   * The slave has already been registered in a higher epoch.
   */
  DECLINE_REASON_LOWER_EPOCH: 'DECLINE_REASON_LOWER_EPOCH',
  /**
   * The slave cannot run this task: its name or sleep time is out of range, its
   * kind is none of those in Register, or the execution journal cannot be
   * written.
   */
  DECLINE_REASON_CANNOT_RUN: 'DECLINE_REASON_CANNOT_RUN',
  /**
   * The attempt was waiting behind another one, and the master recalled it.
   */
  DECLINE_REASON_RECALLED: 'DECLINE_REASON_RECALLED',
} as const;

/**
 * Why a slave declines an assignment.
 */
export type DeclineReason =
  /**
   * Invalid.
   */
  | 'DECLINE_REASON_UNSPECIFIED'
  | 0
  /**
   * Another attempt is running, or too many reports are unacknowledged.
   */
  | 'DECLINE_REASON_BUSY'
  | 1
  /**
   * The slave is about to stop.
   */
  | 'DECLINE_REASON_DRAINING'
  | 2
  /**
   * The slave has already been registered in a higher epoch.
   */
  | 'DECLINE_REASON_LOWER_EPOCH'
  | 3
  /**
   * The slave cannot run this task: its name or sleep time is out of range, its
   * kind is none of those in Register, or the execution journal cannot be
   * written.
   */
  | 'DECLINE_REASON_CANNOT_RUN'
  | 4
  /**
   * The attempt was waiting behind another one, and the master recalled it.
   */
  | 'DECLINE_REASON_RECALLED'
  | 5

/**
 * Why a slave declines an assignment.
 */
export type DeclineReason__Output = typeof DeclineReason[keyof typeof DeclineReason]
