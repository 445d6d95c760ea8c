// Original file: proto/tasks.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { RetryPolicy as _steadfast_v1_RetryPolicy, RetryPolicy__Output as _steadfast_v1_RetryPolicy__Output } from '../../steadfast/v1/RetryPolicy.ts';

/**
 * A task to be submitted.
 */
export interface NewTask {
  /**
   * A name of the caller's choice, 1 to 128 characters without control
   * characters, for example "order-7". It becomes the `_id` of the document.
   */
  'key'?: (string);
  /**
   * An ObjectId that the caller drew: 24 hexadecimal digits. Tasks of the same
   * priority are placed in the order of their `_id`, so ObjectIds are placed
   * roughly in the order in which they were drawn.
   */
  'taskId'?: (string);
  /**
   * A name for people, 1 to 200 characters without control characters. If
   * empty, it is that of `kind`.
   */
  'taskname'?: (string);
  /**
   * What runs the task: "sleep", "command", or the name of a handler, 1 to 64
   * letters, digits, dots, hyphens or underscores. If empty, it is "sleep".
   */
  'kind'?: (string);
  /**
   * The input of a command or a handler, as JSON of at most 256 KiB; none if
   * empty. Objects that have a meaning in relaxed extended JSON are stored as the
   * BSON value that they stand for, for example {"$date": "2026-01-01T00:00:00Z"}.
   */
  'inputJson'?: (string);
  /**
   * How long a task of the kind "sleep" sleeps, in seconds, from 0 to 2147483.
   * Required for this kind, and invalid for any other.
   */
  'sleepSeconds'?: (number | string);
  /**
   * The queue in which it waits, 1 to 64 letters, digits, dots, hyphens or
   * underscores. If empty, it is "default".
   */
  'queue'?: (string);
  /**
   * Tasks with a higher priority are placed first, within a queue. From
   * -2147483647.
   */
  'priority'?: (number);
  /**
   * When it may be placed; at once if absent.
   */
  'notBefore'?: (_google_protobuf_Timestamp | null);
  /**
   * What happens when an attempt fails. If absent, the task is tried again until
   * it succeeds.
   */
  'retry'?: (_steadfast_v1_RetryPolicy | null);
  /**
   * After how many seconds an attempt is stopped, and fails; never if 0. At most
   * 2147483. Invalid for the kind "sleep".
   */
  'timeoutSeconds'?: (number | string);
  /**
   * What identifies the task. If it is not set, the master draws an ObjectId;
   * then a call that is repeated submits the task twice.
   */
  'id'?: "key"|"taskId";
  '_sleepSeconds'?: "sleepSeconds";
}

/**
 * A task to be submitted.
 */
export interface NewTask__Output {
  /**
   * A name of the caller's choice, 1 to 128 characters without control
   * characters, for example "order-7". It becomes the `_id` of the document.
   */
  'key'?: (string);
  /**
   * An ObjectId that the caller drew: 24 hexadecimal digits. Tasks of the same
   * priority are placed in the order of their `_id`, so ObjectIds are placed
   * roughly in the order in which they were drawn.
   */
  'taskId'?: (string);
  /**
   * A name for people, 1 to 200 characters without control characters. If
   * empty, it is that of `kind`.
   */
  'taskname': (string);
  /**
   * What runs the task: "sleep", "command", or the name of a handler, 1 to 64
   * letters, digits, dots, hyphens or underscores. If empty, it is "sleep".
   */
  'kind': (string);
  /**
   * The input of a command or a handler, as JSON of at most 256 KiB; none if
   * empty. Objects that have a meaning in relaxed extended JSON are stored as the
   * BSON value that they stand for, for example {"$date": "2026-01-01T00:00:00Z"}.
   */
  'inputJson': (string);
  /**
   * How long a task of the kind "sleep" sleeps, in seconds, from 0 to 2147483.
   * Required for this kind, and invalid for any other.
   */
  'sleepSeconds'?: (number);
  /**
   * The queue in which it waits, 1 to 64 letters, digits, dots, hyphens or
   * underscores. If empty, it is "default".
   */
  'queue': (string);
  /**
   * Tasks with a higher priority are placed first, within a queue. From
   * -2147483647.
   */
  'priority': (number);
  /**
   * When it may be placed; at once if absent.
   */
  'notBefore': (_google_protobuf_Timestamp__Output | null);
  /**
   * What happens when an attempt fails. If absent, the task is tried again until
   * it succeeds.
   */
  'retry': (_steadfast_v1_RetryPolicy__Output | null);
  /**
   * After how many seconds an attempt is stopped, and fails; never if 0. At most
   * 2147483. Invalid for the kind "sleep".
   */
  'timeoutSeconds': (number);
  /**
   * What identifies the task. If it is not set, the master draws an ObjectId;
   * then a call that is repeated submits the task twice.
   */
  'id'?: "key"|"taskId";
  '_sleepSeconds'?: "sleepSeconds";
}
