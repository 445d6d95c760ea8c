// Original file: proto/scheduler.proto

import type { Register as _steadfast_v1_Register, Register__Output as _steadfast_v1_Register__Output } from './Register.ts';
import type { Started as _steadfast_v1_Started, Started__Output as _steadfast_v1_Started__Output } from './Started.ts';
import type { Finished as _steadfast_v1_Finished, Finished__Output as _steadfast_v1_Finished__Output } from './Finished.ts';
import type { Declined as _steadfast_v1_Declined, Declined__Output as _steadfast_v1_Declined__Output } from './Declined.ts';
import type { Aborted as _steadfast_v1_Aborted, Aborted__Output as _steadfast_v1_Aborted__Output } from './Aborted.ts';
import type { Leaving as _steadfast_v1_Leaving, Leaving__Output as _steadfast_v1_Leaving__Output } from './Leaving.ts';

/**
 * What a slave says. Exactly one of the messages is present.
 */
export interface SessionRequest {
  /**
   * First message of a session, and only there.
   */
  'register'?: (_steadfast_v1_Register | null);
  /**
   * An assigned task has begun to run.
   */
  'started'?: (_steadfast_v1_Started | null);
  /**
   * An assigned task has run to its end; repeated in every new session until it is answered.
   */
  'finished'?: (_steadfast_v1_Finished | null);
  /**
   * An assignment was not taken; the task has not begun.
   */
  'declined'?: (_steadfast_v1_Declined | null);
  /**
   * A running task was stopped before its end.
   */
  'aborted'?: (_steadfast_v1_Aborted | null);
  /**
   * The slave is about to leave: assign nothing more. The session ends when its task has ended.
   */
  'leaving'?: (_steadfast_v1_Leaving | null);
  'message'?: "register"|"started"|"finished"|"declined"|"aborted"|"leaving";
}

/**
 * What a slave says. Exactly one of the messages is present.
 */
export interface SessionRequest__Output {
  /**
   * First message of a session, and only there.
   */
  'register'?: (_steadfast_v1_Register__Output | null);
  /**
   * An assigned task has begun to run.
   */
  'started'?: (_steadfast_v1_Started__Output | null);
  /**
   * An assigned task has run to its end; repeated in every new session until it is answered.
   */
  'finished'?: (_steadfast_v1_Finished__Output | null);
  /**
   * An assignment was not taken; the task has not begun.
   */
  'declined'?: (_steadfast_v1_Declined__Output | null);
  /**
   * A running task was stopped before its end.
   */
  'aborted'?: (_steadfast_v1_Aborted__Output | null);
  /**
   * The slave is about to leave: assign nothing more. The session ends when its task has ended.
   */
  'leaving'?: (_steadfast_v1_Leaving__Output | null);
  'message'?: "register"|"started"|"finished"|"declined"|"aborted"|"leaving";
}
