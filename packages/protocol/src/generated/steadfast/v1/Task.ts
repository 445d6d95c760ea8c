// Original file: proto/inspector.proto

import type { Assignment as _steadfast_v1_Assignment, Assignment__Output as _steadfast_v1_Assignment__Output } from '../../steadfast/v1/Assignment.ts';
import type { Parked as _steadfast_v1_Parked, Parked__Output as _steadfast_v1_Parked__Output } from '../../steadfast/v1/Parked.ts';
import type { HistoryItem as _steadfast_v1_HistoryItem, HistoryItem__Output as _steadfast_v1_HistoryItem__Output } from '../../steadfast/v1/HistoryItem.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A task, as its document shows it. The document follows the ledger with a
 * short delay: a fraction of a second under load.
 */
export interface Task {
  /**
   * Its identifier: the 24 hexadecimal digits of an ObjectId, or any other
   * `_id` as canonical extended JSON.
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
   * "created", "running", "killed" or "success". The document of a parked
   * task may hold any other text.
   */
  'state'?: (string);
  /**
   * The slave that its last attempt was assigned to; empty if there was none.
   */
  'host'?: (string);
  /**
   * The number of its last attempt; 0 if there was none.
   */
  'attempt'?: (number);
  /**
   * Its current assignment; absent if it is not assigned.
   */
  'assignment'?: (_steadfast_v1_Assignment | null);
  /**
   * Why it is not run; absent if it is not parked.
   */
  'parked'?: (_steadfast_v1_Parked | null);
  /**
   * The number of the last ledger entry that changed the document; 0 if none
   * did.
   */
  'rev'?: (number | string | Long);
  /**
   * Its last 50 changes, oldest first; set only by GetTask and Get.
   */
  'history'?: (_steadfast_v1_HistoryItem)[];
  /**
   * What runs it: "sleep", "command", or the name of a handler.
   */
  'kind'?: (string);
  /**
   * The queue in which it waits.
   */
  'queue'?: (string);
  /**
   * Higher ones are placed first, within a queue.
   */
  'priority'?: (number);
  /**
   * When it may be placed, if the task says so or its last attempt failed.
   */
  'notBefore'?: (_google_protobuf_Timestamp | null);
  /**
   * How many attempts have failed, if they are counted; see docs/tasks.md.
   */
  'failures'?: (number);
}

/**
 * A task, as its document shows it. The document follows the ledger with a
 * short delay: a fraction of a second under load.
 */
export interface Task__Output {
  /**
   * Its identifier: the 24 hexadecimal digits of an ObjectId, or any other
   * `_id` as canonical extended JSON.
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
   * "created", "running", "killed" or "success". The document of a parked
   * task may hold any other text.
   */
  'state': (string);
  /**
   * The slave that its last attempt was assigned to; empty if there was none.
   */
  'host': (string);
  /**
   * The number of its last attempt; 0 if there was none.
   */
  'attempt': (number);
  /**
   * Its current assignment; absent if it is not assigned.
   */
  'assignment': (_steadfast_v1_Assignment__Output | null);
  /**
   * Why it is not run; absent if it is not parked.
   */
  'parked': (_steadfast_v1_Parked__Output | null);
  /**
   * The number of the last ledger entry that changed the document; 0 if none
   * did.
   */
  'rev': (number);
  /**
   * Its last 50 changes, oldest first; set only by GetTask and Get.
   */
  'history': (_steadfast_v1_HistoryItem__Output)[];
  /**
   * What runs it: "sleep", "command", or the name of a handler.
   */
  'kind': (string);
  /**
   * The queue in which it waits.
   */
  'queue': (string);
  /**
   * Higher ones are placed first, within a queue.
   */
  'priority': (number);
  /**
   * When it may be placed, if the task says so or its last attempt failed.
   */
  'notBefore': (_google_protobuf_Timestamp__Output | null);
  /**
   * How many attempts have failed, if they are counted; see docs/tasks.md.
   */
  'failures': (number);
}
