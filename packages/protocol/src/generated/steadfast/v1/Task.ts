// Original file: proto/inspector.proto

import type { Assignment as _steadfast_v1_Assignment, Assignment__Output as _steadfast_v1_Assignment__Output } from './Assignment.ts';
import type { Parked as _steadfast_v1_Parked, Parked__Output as _steadfast_v1_Parked__Output } from './Parked.ts';
import type { HistoryItem as _steadfast_v1_HistoryItem, HistoryItem__Output as _steadfast_v1_HistoryItem__Output } from './HistoryItem.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One task, as its document tells. The document follows the ledger, under load by a fraction of a second.
 */
export interface Task {
  /**
   * Its identifier.
   */
  'taskId'?: (string);
  /**
   * Its name.
   */
  'taskname'?: (string);
  /**
   * How long it sleeps, in seconds.
   */
  'sleepSeconds'?: (number | string);
  /**
   * "created", "running", "killed" or "success"; a document that is not a valid task may hold anything.
   */
  'state'?: (string);
  /**
   * The slave that it was last placed on.
   */
  'host'?: (string);
  /**
   * How many times it was placed.
   */
  'attempt'?: (number);
  /**
   * Which slave is responsible for it; absent while none is.
   */
  'assignment'?: (_steadfast_v1_Assignment | null);
  /**
   * Why it is set aside; absent while it is not.
   */
  'parked'?: (_steadfast_v1_Parked | null);
  /**
   * The ledger entry up to which the document tells the truth.
   */
  'rev'?: (number | string | Long);
  /**
   * What happened to it, at most the last 50 things; only GetTask fills it.
   */
  'history'?: (_steadfast_v1_HistoryItem)[];
}

/**
 * One task, as its document tells. The document follows the ledger, under load by a fraction of a second.
 */
export interface Task__Output {
  /**
   * Its identifier.
   */
  'taskId': (string);
  /**
   * Its name.
   */
  'taskname': (string);
  /**
   * How long it sleeps, in seconds.
   */
  'sleepSeconds': (number);
  /**
   * "created", "running", "killed" or "success"; a document that is not a valid task may hold anything.
   */
  'state': (string);
  /**
   * The slave that it was last placed on.
   */
  'host': (string);
  /**
   * How many times it was placed.
   */
  'attempt': (number);
  /**
   * Which slave is responsible for it; absent while none is.
   */
  'assignment': (_steadfast_v1_Assignment__Output | null);
  /**
   * Why it is set aside; absent while it is not.
   */
  'parked': (_steadfast_v1_Parked__Output | null);
  /**
   * The ledger entry up to which the document tells the truth.
   */
  'rev': (number);
  /**
   * What happened to it, at most the last 50 things; only GetTask fills it.
   */
  'history': (_steadfast_v1_HistoryItem__Output)[];
}
