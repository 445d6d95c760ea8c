// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A fact of the ledger: one decision of a leader.
 */
export interface Event {
  /**
   * The number of the ledger entry that holds the fact. To resume the stream,
   * pass the last one received as `after_entry`.
   */
  'entry'?: (number | string | Long);
  /**
   * When it was decided.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * The epoch in which it was decided.
   */
  'epoch'?: (number | string | Long);
  /**
   * Its kind, for example "task.placed".
   */
  'kind'?: (string);
  /**
   * The fact as a sentence.
   */
  'text'?: (string);
  /**
   * The identifier of the task, if the fact is about one.
   */
  'taskId'?: (string);
  /**
   * The name of that task.
   */
  'taskname'?: (string);
  /**
   * The number of the attempt, if the fact is about one.
   */
  'attempt'?: (number);
  /**
   * The name of the slave, if the fact is about one.
   */
  'host'?: (string);
  /**
   * The cause, if there is one, for example that the connection broke.
   */
  'reason'?: (string);
}

/**
 * A fact of the ledger: one decision of a leader.
 */
export interface Event__Output {
  /**
   * The number of the ledger entry that holds the fact. To resume the stream,
   * pass the last one received as `after_entry`.
   */
  'entry': (number);
  /**
   * When it was decided.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * The epoch in which it was decided.
   */
  'epoch': (number);
  /**
   * Its kind, for example "task.placed".
   */
  'kind': (string);
  /**
   * The fact as a sentence.
   */
  'text': (string);
  /**
   * The identifier of the task, if the fact is about one.
   */
  'taskId': (string);
  /**
   * The name of that task.
   */
  'taskname': (string);
  /**
   * The number of the attempt, if the fact is about one.
   */
  'attempt': (number);
  /**
   * The name of the slave, if the fact is about one.
   */
  'host': (string);
  /**
   * The cause, if there is one, for example that the connection broke.
   */
  'reason': (string);
}
