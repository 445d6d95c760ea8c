// Original file: proto/scheduler.proto

/**
 * Why an assignment was declined.
 */
export const DeclineReason = {
  /**
   * Not a valid value.
   */
  DECLINE_REASON_UNSPECIFIED: 'DECLINE_REASON_UNSPECIFIED',
  /**
   * The slave is running another task.
   */
  DECLINE_REASON_BUSY: 'DECLINE_REASON_BUSY',
  /**
   * The slave is leaving.
   */
  DECLINE_REASON_DRAINING: 'DECLINE_REASON_DRAINING',
  /**
   * The slave has spoken to a newer master than this one.
   */
  DECLINE_REASON_LOWER_EPOCH: 'DECLINE_REASON_LOWER_EPOCH',
  /**
   * The slave cannot run this task, for example because its sleep time is out of range.
   */
  DECLINE_REASON_CANNOT_RUN: 'DECLINE_REASON_CANNOT_RUN',
} as const;

/**
 * Why an assignment was declined.
 */
export type DeclineReason =
  /**
   * Not a valid value.
   */
  | 'DECLINE_REASON_UNSPECIFIED'
  | 0
  /**
   * The slave is running another task.
   */
  | 'DECLINE_REASON_BUSY'
  | 1
  /**
   * The slave is leaving.
   */
  | 'DECLINE_REASON_DRAINING'
  | 2
  /**
   * The slave has spoken to a newer master than this one.
   */
  | 'DECLINE_REASON_LOWER_EPOCH'
  | 3
  /**
   * The slave cannot run this task, for example because its sleep time is out of range.
   */
  | 'DECLINE_REASON_CANNOT_RUN'
  | 4

/**
 * Why an assignment was declined.
 */
export type DeclineReason__Output = typeof DeclineReason[keyof typeof DeclineReason]
