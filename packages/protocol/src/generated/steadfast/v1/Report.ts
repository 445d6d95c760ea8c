// Original file: proto/scheduler.proto

import type { Started as _steadfast_v1_Started, Started__Output as _steadfast_v1_Started__Output } from '../../steadfast/v1/Started.ts';
import type { Finished as _steadfast_v1_Finished, Finished__Output as _steadfast_v1_Finished__Output } from '../../steadfast/v1/Finished.ts';
import type { Declined as _steadfast_v1_Declined, Declined__Output as _steadfast_v1_Declined__Output } from '../../steadfast/v1/Declined.ts';
import type { Aborted as _steadfast_v1_Aborted, Aborted__Output as _steadfast_v1_Aborted__Output } from '../../steadfast/v1/Aborted.ts';
import type { Leaving as _steadfast_v1_Leaving, Leaving__Output as _steadfast_v1_Leaving__Output } from '../../steadfast/v1/Leaving.ts';
import type { Failed as _steadfast_v1_Failed, Failed__Output as _steadfast_v1_Failed__Output } from '../../steadfast/v1/Failed.ts';

/**
 * One report of a slave.
 */
export interface Report {
  /**
   * An assigned attempt is running. Answered with Abort if it is stale.
   */
  'started'?: (_steadfast_v1_Started | null);
  /**
   * An attempt ran to its end. Answered with Acknowledge or Abort; the
   * slave repeats it in every new session until it is answered.
   */
  'finished'?: (_steadfast_v1_Finished | null);
  /**
   * An assigned attempt was not started. Not answered.
   */
  'declined'?: (_steadfast_v1_Declined | null);
  /**
   * An attempt was stopped before its end. Not answered.
   */
  'aborted'?: (_steadfast_v1_Aborted | null);
  /**
   * The slave is about to stop and accepts no more assignments. It ends
   * the session once its reports are acknowledged, or its drain timeout
   * has elapsed.
   */
  'leaving'?: (_steadfast_v1_Leaving | null);
  /**
   * An attempt ended without success. Answered like Finished, and repeated
   * like it. From version 4 on.
   */
  'failed'?: (_steadfast_v1_Failed | null);
  /**
   * Exactly one report is set.
   */
  'report'?: "started"|"finished"|"declined"|"aborted"|"leaving"|"failed";
}

/**
 * One report of a slave.
 */
export interface Report__Output {
  /**
   * An assigned attempt is running. Answered with Abort if it is stale.
   */
  'started'?: (_steadfast_v1_Started__Output | null);
  /**
   * An attempt ran to its end. Answered with Acknowledge or Abort; the
   * slave repeats it in every new session until it is answered.
   */
  'finished'?: (_steadfast_v1_Finished__Output | null);
  /**
   * An assigned attempt was not started. Not answered.
   */
  'declined'?: (_steadfast_v1_Declined__Output | null);
  /**
   * An attempt was stopped before its end. Not answered.
   */
  'aborted'?: (_steadfast_v1_Aborted__Output | null);
  /**
   * The slave is about to stop and accepts no more assignments. It ends
   * the session once its reports are acknowledged, or its drain timeout
   * has elapsed.
   */
  'leaving'?: (_steadfast_v1_Leaving__Output | null);
  /**
   * An attempt ended without success. Answered like Finished, and repeated
   * like it. From version 4 on.
   */
  'failed'?: (_steadfast_v1_Failed__Output | null);
  /**
   * Exactly one report is set.
   */
  'report'?: "started"|"finished"|"declined"|"aborted"|"leaving"|"failed";
}
