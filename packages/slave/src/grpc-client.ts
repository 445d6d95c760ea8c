import {
  connectivityState,
  status,
  type ChannelOptions,
  type ClientDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  decodeMasterMessage,
  encodeSlaveMessage,
  ProtocolError,
  SchedulerServiceClient,
  type MasterMessage,
  type SessionRequest,
  type SessionResponse__Output,
  type SlaveMessage,
} from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import { DisposableCredentials } from './closable-credentials.ts';

/** How long a channel may take to stand, in milliseconds: grpc-js by itself can try for ever. */
const CONNECT_TIMEOUT_MS = 1500;

/** How long a master may take to end its side of a session that the slave has ended, in milliseconds. */
const END_TIMEOUT_MS = 1000;

/**
 * Messages that wait for a master which does not read. A slave has one task and a bounded outbox, so that many pile up
 * only against a master that asks and asks and never listens.
 */
const MAX_QUEUED = 256;

const SLAVE_CHANNEL_OPTIONS: ChannelOptions = {
  ...CHANNEL_OPTIONS,
  // A proxy that the environment names is for the web; masters are called directly.
  'grpc.enable_http_proxy': 0,
  // No look-up of a service configuration in the DNS: there is none, and it would only take time.
  'grpc.service_config_disable_resolution': 1,
  // Statistics on every message, that nobody reads.
  'grpc.enable_channelz': 0,
};

/** What a session tells its owner. */
export interface SessionListener {
  /** The channel stands. Comes before anything else, at most once. */
  readonly onOpen: () => void;
  /** The master said something that the protocol allows. */
  readonly onMessage: (message: MasterMessage) => void;
  /** A message has been handed to the operating system. */
  readonly onSent?: ((message: SlaveMessage) => void) | undefined;
  /** The session has ended, or never came about; says why, for people. Comes exactly once, and nothing after it. */
  readonly onEnd: (reason: string) => void;
}

/** The slave's end of a session. */
export interface Session {
  /** Sends a message after those before it; nothing happens when the session has ended. */
  readonly send: (message: SlaveMessage) => void;
  /** Ends the session when what was sent has gone out; the master must end its side soon, or is cut off. */
  readonly end: (reason: string) => void;
}

/** What a session is opened with. */
export interface SessionOptions {
  /** The master, as HOST:PORT. */
  readonly address: string;
  readonly listener: SessionListener;
  /** Breaks the session off, without waiting for anything. */
  readonly signal: AbortSignal;
  /** In milliseconds; for tests. */
  readonly connectTimeoutMs?: number;
}

type Call = ClientDuplexStream<SessionRequest, SessionResponse__Output>;

/** Sends one message after the other, as fast as the peer takes them. */
function createSender(call: Call, onSent: SessionListener['onSent']) {
  const queue: SlaveMessage[] = [];
  let writable = true;
  let ending = false;
  const pump = (): void => {
    while (writable) {
      const message = queue.shift();
      if (message === undefined) break;
      // The callback comes in the turn in which the message is written to the socket, just before that.
      const sent = onSent === undefined ? undefined : () => setImmediate(onSent, message);
      writable = call.write(encodeSlaveMessage(message), sent);
    }
    if (ending && queue.length === 0) call.end();
  };
  call.on('drain', () => {
    writable = true;
    pump();
  });
  return {
    /** False when too much waits already. */
    send: (message: SlaveMessage): boolean => {
      queue.push(message);
      pump();
      return queue.length <= MAX_QUEUED;
    },
    /** Half-closes the stream at the end of this turn, so that answers to what arrived together still go out. */
    end: (): void => {
      setImmediate(() => {
        ending = true;
        pump();
      });
    },
  };
}

function decode(raw: SessionResponse__Output): MasterMessage | ProtocolError {
  try {
    return decodeMasterMessage(raw);
  } catch (error) {
    return error instanceof ProtocolError ? error : new ProtocolError(messageOf(error));
  }
}

function describe({ code, details }: ServiceError): string {
  return code === status.ALREADY_EXISTS
    ? `refused: name taken. ${details} (a living slave has this name; trying until it is free)`
    : `${status[code]}: ${details.replace(/\.? Resolution note: $/, '')}`;
}

/**
 * Opens a channel to a master and a session on it. Never throws: whatever goes wrong is an end of the session. A session
 * has a channel of its own, which is closed when the session ends.
 */
export function openSession(options: SessionOptions): Session {
  const { address, listener, signal, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const client = new SchedulerServiceClient(`dns:${address}`, new DisposableCredentials(), SLAVE_CHANNEL_OPTIONS);
  const call: Call = client.session();
  const sender = createSender(call, listener.onSent);
  let phase: 'connecting' | 'open' | 'ending' | 'ended' = 'connecting';
  let timer = setTimeout(() => finish(`no connection within ${connectTimeoutMs} ms`), connectTimeoutMs);

  const finish = (reason: string): void => {
    if (phase === 'ended') return;
    phase = 'ended';
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    call.cancel();
    client.close();
    listener.onEnd(reason);
  };
  const cancel = (): void => finish('cancelled');
  const opened = (): void => {
    if (phase !== 'connecting') return;
    phase = 'open';
    clearTimeout(timer);
    listener.onOpen();
  };

  call.on('error', (error: ServiceError) => finish(describe(error)));
  call.on('end', () => finish('the master ended the session'));
  call.on('data', (raw: SessionResponse__Output) => {
    // Whatever the channel says: it stands when something comes through it.
    opened();
    if (phase === 'ended') return;
    const message = decode(raw);
    if (message instanceof ProtocolError) finish(`the master broke the protocol: ${message.message}`);
    else listener.onMessage(message);
  });
  // Not `waitForReady`: when its channel is closed, it makes that connect once more.
  const channel = client.getChannel();
  const watch = (): void => {
    if (phase !== 'connecting') return;
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.READY) opened();
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, watch);
  };
  watch();
  if (signal.aborted) setImmediate(cancel);
  else signal.addEventListener('abort', cancel);

  return {
    send: (message) => {
      if (phase === 'ended') return;
      if (!sender.send(message)) finish(`the master does not read: ${MAX_QUEUED} messages wait for it`);
    },
    end: (reason) => {
      if (phase === 'connecting') setImmediate(finish, reason);
      if (phase !== 'open') return;
      phase = 'ending';
      timer = setTimeout(() => finish(reason), END_TIMEOUT_MS);
      sender.end();
    },
  };
}
