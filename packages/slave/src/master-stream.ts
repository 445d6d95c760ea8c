import type { MasterMessage, RegisterMessage, ReportMessage } from '@steadfast/protocol/messages';

/** The stream of a session, as the slave sees it: a gRPC call with a channel of its own, or a simulated link. */
export interface MasterStream {
  /**
   * Writes a Register. Returns false if it is buffered, and the next message must wait for `onDrain`.
   * @param onSent called in the moment in which the message is handed to the operating system
   */
  readonly write: (message: RegisterMessage, onSent?: () => void) => boolean;
  /** Writes 1 to MAX_BATCH reports as one message; otherwise the same as `write`. */
  readonly writeReports: (reports: readonly ReportMessage[], onSent?: () => void) => boolean;
  /** Half-closes the stream after the messages written before. */
  readonly end: () => void;
  /** Closes the stream and its channel without waiting for anything. */
  readonly close: () => void;
}

/** Receives what happens on a stream, never before `OpenStream` has returned it. */
export interface MasterStreamListener {
  /** The channel is established. May be called late, or never, if a message arrives first. */
  readonly onReady: () => void;
  /** One or more messages arrived together. */
  readonly onMessages: (messages: readonly MasterMessage[]) => void;
  readonly onDrain: () => void;
  /** The stream is over, or cannot be used any more. May be called several times; the first reason counts. */
  readonly onEnd: (reason: string) => void;
}

/** Opens a channel to the master at HOST:PORT and a stream on it. Never throws. */
export type OpenStream = (address: string, listener: MasterStreamListener) => MasterStream;
