// Original file: proto/scheduler.proto

/**
 * Why a master refuses a registration.
 */
export const RefuseReason = {
  /**
   * Invalid.
   */
  REFUSE_REASON_UNSPECIFIED: 'REFUSE_REASON_UNSPECIFIED',
  /**
   * This master is a standby: another one leads.
   */
  REFUSE_REASON_NOT_LEADING: 'REFUSE_REASON_NOT_LEADING',
  /**
   * Another slave with the same name is connected.
   */
  REFUSE_REASON_NAME_TAKEN: 'REFUSE_REASON_NAME_TAKEN',
  /**
   * The master does not support the protocol version of the slave.
   */
  REFUSE_REASON_UNSUPPORTED_VERSION: 'REFUSE_REASON_UNSUPPORTED_VERSION',
} as const;

/**
 * Why a master refuses a registration.
 */
export type RefuseReason =
  /**
   * Invalid.
   */
  | 'REFUSE_REASON_UNSPECIFIED'
  | 0
  /**
   * This master is a standby: another one leads.
   */
  | 'REFUSE_REASON_NOT_LEADING'
  | 1
  /**
   * Another slave with the same name is connected.
   */
  | 'REFUSE_REASON_NAME_TAKEN'
  | 2
  /**
   * The master does not support the protocol version of the slave.
   */
  | 'REFUSE_REASON_UNSUPPORTED_VERSION'
  | 3

/**
 * Why a master refuses a registration.
 */
export type RefuseReason__Output = typeof RefuseReason[keyof typeof RefuseReason]
