// Original file: proto/scheduler.proto

import type { Register as _steadfast_v1_Register, Register__Output as _steadfast_v1_Register__Output } from '../../steadfast/v1/Register.ts';
import type { Started as _steadfast_v1_Started, Started__Output as _steadfast_v1_Started__Output } from '../../steadfast/v1/Started.ts';
import type { Finished as _steadfast_v1_Finished, Finished__Output as _steadfast_v1_Finished__Output } from '../../steadfast/v1/Finished.ts';
import type { Declined as _steadfast_v1_Declined, Declined__Output as _steadfast_v1_Declined__Output } from '../../steadfast/v1/Declined.ts';
import type { Aborted as _steadfast_v1_Aborted, Aborted__Output as _steadfast_v1_Aborted__Output } from '../../steadfast/v1/Aborted.ts';
import type { Leaving as _steadfast_v1_Leaving, Leaving__Output as _steadfast_v1_Leaving__Output } from '../../steadfast/v1/Leaving.ts';
import type { Reports as _steadfast_v1_Reports, Reports__Output as _steadfast_v1_Reports__Output } from '../../steadfast/v1/Reports.ts';

/**
 * A message from a slave to a master.
 */
export interface SessionRequest {
  /**
   * The first message of a session, and no other.
   */
  'register'?: (_steadfast_v1_Register | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'started'?: (_steadfast_v1_Started | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'finished'?: (_steadfast_v1_Finished | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'declined'?: (_steadfast_v1_Declined | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'aborted'?: (_steadfast_v1_Aborted | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'leaving'?: (_steadfast_v1_Leaving | null);
  /**
   * The reports of a slave from version 3 on.
   */
  'reports'?: (_steadfast_v1_Reports | null);
  /**
   * Exactly one message is set.
   */
  'message'?: "register"|"started"|"finished"|"declined"|"aborted"|"leaving"|"reports";
}

/**
 * A message from a slave to a master.
 */
export interface SessionRequest__Output {
  /**
   * The first message of a session, and no other.
   */
  'register'?: (_steadfast_v1_Register__Output | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'started'?: (_steadfast_v1_Started__Output | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'finished'?: (_steadfast_v1_Finished__Output | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'declined'?: (_steadfast_v1_Declined__Output | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'aborted'?: (_steadfast_v1_Aborted__Output | null);
  /**
   * A single report. Slaves of versions 1 and 2 send only these.
   */
  'leaving'?: (_steadfast_v1_Leaving__Output | null);
  /**
   * The reports of a slave from version 3 on.
   */
  'reports'?: (_steadfast_v1_Reports__Output | null);
  /**
   * Exactly one message is set.
   */
  'message'?: "register"|"started"|"finished"|"declined"|"aborted"|"leaving"|"reports";
}
