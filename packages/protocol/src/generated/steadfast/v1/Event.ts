// Original file: proto/inspector.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * A fact of the ledger.
 */
export interface Event {
  /**
   * The number of its entry; `after_entry` for whoever wants to go on later.
   */
  'entry'?: (number | string | Long);
  /**
   * When it was decided.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * The reign that decided it.
   */
  'epoch'?: (number | string | Long);
  /**
   * Its kind, for example "task.placed".
   */
  'kind'?: (string);
  /**
   * The same in a sentence.
   */
  'text'?: (string);
  /**
   * The task, where it is about one.
   */
  'taskId'?: (string);
  /**
   * The name of that task.
   */
  'taskname'?: (string);
  /**
   * The number of the attempt, where it is about one.
   */
  'attempt'?: (number);
  /**
   * The slave, where it is about one.
   */
  'host'?: (string);
  /**
   * Why, where there is something to say.
   */
  'reason'?: (string);
}

/**
 * A fact of the ledger.
 */
export interface Event__Output {
  /**
   * The number of its entry; `after_entry` for whoever wants to go on later.
   */
  'entry': (number);
  /**
   * When it was decided.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * The reign that decided it.
   */
  'epoch': (number);
  /**
   * Its kind, for example "task.placed".
   */
  'kind': (string);
  /**
   * The same in a sentence.
   */
  'text': (string);
  /**
   * The task, where it is about one.
   */
  'taskId': (string);
  /**
   * The name of that task.
   */
  'taskname': (string);
  /**
   * The number of the attempt, where it is about one.
   */
  'attempt': (number);
  /**
   * The slave, where it is about one.
   */
  'host': (string);
  /**
   * Why, where there is something to say.
   */
  'reason': (string);
}
