import {
  credentials,
  status,
  type ClientDuplexStream,
  type ClientReadableStream,
  type StatusObject,
} from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  instanceOf,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  SECRET_BYTES,
} from '@steadfast/protocol';
import type { SessionRequest, SessionResponse__Output } from '@steadfast/protocol';

/** The slave's end of a session, on which a test may send any message. */
export interface RawSession {
  readonly call: ClientDuplexStream<SessionRequest, SessionResponse__Output>;
  /** The messages received so far. */
  readonly received: readonly SessionResponse__Output[];
  readonly send: (...requests: readonly SessionRequest[]) => void;
  /** Resolves to the status that ended the session, such as `INVALID_ARGUMENT: …`. */
  readonly ended: Promise<string>;
  readonly close: () => void;
}

/** Returns a valid Register message; the secret is derived from the name. */
export function registerRequest(host = 'slave1', fields: object = {}): SessionRequest {
  const secret = Buffer.alloc(SECRET_BYTES, host);
  return {
    register: { host, instance: instanceOf(secret), protocolVersion: PROTOCOL_VERSION, held: [], secret, ...fields },
  };
}

/** Returns what a client that shares no connection is constructed with. */
export function clientArguments(port: number): ConstructorParameters<typeof SchedulerServiceClient> {
  const options = { ...CHANNEL_OPTIONS, 'grpc.max_send_message_length': -1 };
  return [`127.0.0.1:${port}`, credentials.createInsecure(), options];
}

/** Resolves to the status that ends a stream, such as `INVALID_ARGUMENT: …`. */
export function statusOf(call: Pick<ClientReadableStream<unknown>, 'on'>): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  call.on('error', () => undefined);
  call.on('status', ({ code, details }: StatusObject) => resolve(`${status[code]}: ${details}`));
  return promise;
}

/** Opens a session with a master on this machine; with `reads: false` it never reads from the stream. */
export function openSession(port: number, { reads = true } = {}): RawSession {
  const client = new SchedulerServiceClient(...clientArguments(port));
  const call = client.session();
  const received: SessionResponse__Output[] = [];
  if (reads) call.on('data', (response: SessionResponse__Output) => received.push(response));
  const ended = statusOf(call);
  return {
    call,
    received,
    send: (...requests) => {
      for (const request of requests) call.write(request);
    },
    ended,
    close: () => {
      call.cancel();
      client.close();
    },
  };
}
