import { connectivityState, status, type ChannelOptions, type ServiceError } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  decodeMasterMessage,
  ProtocolError,
  SchedulerServiceClient,
  type MasterMessage,
  type SessionResponse__Output,
  type SlaveMessage,
} from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import { ClosableCredentials } from './closable-credentials.ts';
import { createMessageSender, MAX_QUEUED_MESSAGES, type SessionCall } from './message-sender.ts';

/** Time to establish a channel, as long as a keepalive ping may take. Without a limit, grpc-js can try forever. */
const CONNECT_TIMEOUT_MS = 1500;

/** Time for a master to end its side of a session that the slave has ended. It has nothing left to wait for. */
const END_TIMEOUT_MS = 1000;

const SLAVE_CHANNEL_OPTIONS: ChannelOptions = {
  ...CHANNEL_OPTIONS,
  // Masters are reached directly, never through a proxy from the environment.
  'grpc.enable_http_proxy': 0,
  // There is no service config in DNS, so looking it up would only delay the connection.
  'grpc.service_config_disable_resolution': 1,
  // Saves per-message statistics that nothing reads.
  'grpc.enable_channelz': 0,
};

/** Receives what happens on a session. */
export interface ClientSessionListener {
  /** The channel is established. Called at most once, before anything else. */
  readonly onConnected: () => void;
  /** A validated message arrived. */
  readonly onMessage: (message: MasterMessage) => void;
  /** A message was handed to the operating system. */
  readonly onSent?: ((message: SlaveMessage) => void) | undefined;
  /** The session is over, or was never established. Called exactly once, after everything else. */
  readonly onClosed: (reason: string) => void;
}

/** The slave's side of a session. */
export interface ClientSession {
  /** Sends a message; has no effect once the session has closed. */
  readonly send: (message: SlaveMessage) => void;
  /** Ends the session once everything sent before has been transmitted. The reason is used if the master lingers. */
  readonly end: (reason: string) => void;
}

/** What a session is opened with. */
export interface ClientSessionOptions {
  /** The address of the master, as HOST:PORT. */
  readonly address: string;
  readonly listener: ClientSessionListener;
  /** Closes the session without waiting for anything. */
  readonly signal: AbortSignal;
  /** For tests. */
  readonly connectTimeoutMs?: number;
}

function decode(raw: SessionResponse__Output): MasterMessage | ProtocolError {
  try {
    return decodeMasterMessage(raw);
  } catch (error) {
    return error instanceof ProtocolError ? error : new ProtocolError(messageOf(error));
  }
}

function describeError({ code, details }: ServiceError): string {
  return code === status.ALREADY_EXISTS
    ? `refused: name taken. ${details} (another slave with this name is connected; retrying until it is gone)`
    : `${status[code]}: ${details.replace(/\.? Resolution note: $/, '')}`;
}

/**
 * Opens a channel to a master and a session on it. Never throws: any failure closes the session. Each session has its
 * own channel, which is closed together with it.
 */
export function openSession(options: ClientSessionOptions): ClientSession {
  const { address, listener, signal, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const client = new SchedulerServiceClient(`dns:${address}`, new ClosableCredentials(), SLAVE_CHANNEL_OPTIONS);
  const call: SessionCall = client.session();
  const sender = createMessageSender(call, listener.onSent);
  let phase: 'connecting' | 'open' | 'ending' | 'closed' = 'connecting';
  let timer = setTimeout(() => close(`no connection within ${connectTimeoutMs} ms`), connectTimeoutMs);

  const close = (reason: string): void => {
    if (phase === 'closed') return;
    phase = 'closed';
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    call.cancel();
    client.close();
    listener.onClosed(reason);
  };
  const cancel = (): void => close('cancelled');
  const connected = (): void => {
    if (phase !== 'connecting') return;
    phase = 'open';
    clearTimeout(timer);
    listener.onConnected();
  };

  call.on('error', (error: ServiceError) => close(describeError(error)));
  call.on('end', () => close('the master ended the session'));
  call.on('data', (raw: SessionResponse__Output) => {
    // Data may arrive before the channel reports that it is ready.
    connected();
    if (phase === 'closed') return;
    const message = decode(raw);
    if (message instanceof ProtocolError) close(`the master violated the protocol: ${message.message}`);
    else listener.onMessage(message);
  });
  // `waitForReady` cannot be used: if the channel is closed meanwhile, it makes it connect once more.
  const channel = client.getChannel();
  const watch = (): void => {
    if (phase !== 'connecting') return;
    const state = channel.getConnectivityState(false);
    if (state === connectivityState.READY) connected();
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, watch);
  };
  watch();
  if (signal.aborted) setImmediate(cancel);
  else signal.addEventListener('abort', cancel);

  return {
    send: (message) => {
      if (phase === 'closed') return;
      if (!sender.send(message)) close(`the master does not read: more than ${MAX_QUEUED_MESSAGES} messages unsent`);
    },
    end: (reason) => {
      if (phase === 'connecting') setImmediate(close, reason);
      if (phase !== 'open') return;
      phase = 'ending';
      timer = setTimeout(() => close(reason), END_TIMEOUT_MS);
      sender.end();
    },
  };
}
