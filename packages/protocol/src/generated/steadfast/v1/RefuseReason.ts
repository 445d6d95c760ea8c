// Original file: proto/scheduler.proto

/**
 * Why a registration was refused.
 */
export const RefuseReason = {
  /**
   * Not a valid value.
   */
  REFUSE_REASON_UNSPECIFIED: 'REFUSE_REASON_UNSPECIFIED',
  /**
   * This master is on standby: another one leads.
   */
  REFUSE_REASON_NOT_LEADING: 'REFUSE_REASON_NOT_LEADING',
  /**
   * A living slave has that name.
   */
  REFUSE_REASON_NAME_TAKEN: 'REFUSE_REASON_NAME_TAKEN',
  /**
   * The protocol version is not one that this master speaks.
   */
  REFUSE_REASON_UNSUPPORTED_VERSION: 'REFUSE_REASON_UNSUPPORTED_VERSION',
} as const;

/**
 * Why a registration was refused.
 */
export type RefuseReason =
  /**
   * Not a valid value.
   */
  | 'REFUSE_REASON_UNSPECIFIED'
  | 0
  /**
   * This master is on standby: another one leads.
   */
  | 'REFUSE_REASON_NOT_LEADING'
  | 1
  /**
   * A living slave has that name.
   */
  | 'REFUSE_REASON_NAME_TAKEN'
  | 2
  /**
   * The protocol version is not one that this master speaks.
   */
  | 'REFUSE_REASON_UNSUPPORTED_VERSION'
  | 3

/**
 * Why a registration was refused.
 */
export type RefuseReason__Output = typeof RefuseReason[keyof typeof RefuseReason]
