import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { Timers } from '@steadfast/runtime';
import type { OpenStream } from './master-stream.ts';
import { createMessageSender, MAX_QUEUED_MESSAGES } from './message-sender.ts';

/** Time to establish a channel, as long as a keepalive ping may take. Without a limit, grpc-js can try forever. */
const CONNECT_TIMEOUT_MS = 1500;

/** Time for a master to end its side of a session that the slave has ended. It has nothing left to wait for. */
const END_TIMEOUT_MS = 1000;

/** Receives what happens on a session. */
export interface ClientSessionListener {
  /** The channel is established. Called at most once, before anything else. */
  readonly onConnected: () => void;
  /** One or more validated messages arrived together. */
  readonly onMessages: (messages: readonly MasterMessage[]) => void;
  /** A message was handed to the operating system. */
  readonly onSent?: ((message: SlaveMessage) => void) | undefined;
  /** The session is over, or was never established. Called exactly once, after everything else. */
  readonly onClosed: (reason: string) => void;
}

/** The slave's side of a session. */
export interface ClientSession {
  /** Queues a message until the next `flush`; has no effect once the session has closed. */
  readonly send: (message: SlaveMessage) => void;
  /** Writes what was sent before. */
  readonly flush: () => void;
  /** Ends the session once everything sent before has been transmitted. The reason is used if the master lingers. */
  readonly end: (reason: string) => void;
}

/** What a session is opened with. */
export interface ClientSessionOptions {
  /** The address of the master, as HOST:PORT. */
  readonly address: string;
  readonly listener: ClientSessionListener;
  readonly timers: Timers;
  readonly openStream: OpenStream;
  /** Closes the session without waiting for anything. */
  readonly signal: AbortSignal;
  /** For tests. */
  readonly connectTimeoutMs?: number;
}

/** Opens a session with a master. Never throws: any failure closes the session. */
export function openSession(options: ClientSessionOptions): ClientSession {
  const { address, listener, timers, openStream, signal, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  let phase: 'connecting' | 'open' | 'ending' | 'closed' = 'connecting';

  const close = (reason: string): void => {
    if (phase === 'closed') return;
    phase = 'closed';
    cancelTimer();
    signal.removeEventListener('abort', cancel);
    stream.close();
    listener.onClosed(reason);
  };
  const cancel = (): void => close('cancelled');
  const connected = (): void => {
    if (phase !== 'connecting') return;
    phase = 'open';
    cancelTimer();
    listener.onConnected();
  };

  let cancelTimer = timers.after(connectTimeoutMs, () => close(`no connection within ${connectTimeoutMs} ms`));
  const stream = openStream(address, {
    onReady: connected,
    onMessages: (messages) => {
      // They may arrive before the channel reports that it is ready.
      connected();
      if (phase !== 'closed') listener.onMessages(messages);
    },
    onDrain: () => {
      if (phase !== 'closed') sender.drained();
    },
    onEnd: close,
  });
  const sender = createMessageSender(stream, timers, listener.onSent);
  if (signal.aborted) timers.soon(cancel);
  else signal.addEventListener('abort', cancel);

  return {
    send: (message) => {
      if (phase === 'closed') return;
      if (!sender.send(message)) close(`the master does not read: more than ${MAX_QUEUED_MESSAGES} messages unsent`);
    },
    flush: () => {
      if (phase !== 'closed') sender.flush();
    },
    end: (reason) => {
      if (phase === 'connecting') timers.soon(() => close(reason));
      if (phase !== 'open') return;
      phase = 'ending';
      cancelTimer = timers.after(END_TIMEOUT_MS, () => close(reason));
      sender.end();
    },
  };
}
