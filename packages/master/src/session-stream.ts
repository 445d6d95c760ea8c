import type { MasterMessage, OrderMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { EndCode } from './core/effects.ts';

/** The stream of a session, as the master sees it: a gRPC call, or a simulated link. */
export interface SessionStream {
  /** The other end as HOST:PORT. */
  readonly peer: string;
  /** Writes a message. Returns false if it is buffered, and the next must wait for `onDrain`. */
  readonly write: (message: MasterMessage) => boolean;
  /** Writes 1 to MAX_BATCH orders as one message, to a slave from BATCHING_VERSION on. Returns the same as `write`. */
  readonly writeOrders: (orders: readonly OrderMessage[]) => boolean;
  /** Ends the stream with a status, after the messages written before. */
  readonly end: (code: EndCode, detail: string) => void;
}

/** Receives what happens on a stream. Nothing has an effect once the session has ended. */
export interface SessionStreamListener {
  readonly onMessage: (message: SlaveMessage) => void;
  /** Something arrived that is not a valid message; the session ends with the code. */
  readonly onInvalid: (code: EndCode, detail: string) => void;
  readonly onDrain: () => void;
  /** The stream is over. May be called several times; the first reason counts. */
  readonly onClosed: (reason: string) => void;
}
