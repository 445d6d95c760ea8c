import { setTimeout as delay } from 'node:timers/promises';
import { credentials, status, type ClientDuplexStream, type StatusObject } from '@grpc/grpc-js';
import { CHANNEL_OPTIONS, SchedulerServiceClient } from '@steadfast/protocol';
import type { SessionRequest, SessionResponse__Output } from '@steadfast/protocol';

/** One end of a session in the hands of a test, which may say anything. */
export interface RawSession {
  readonly call: ClientDuplexStream<SessionRequest, SessionResponse__Output>;
  /** What the master said so far, while it is read. */
  readonly heard: readonly SessionResponse__Output[];
  readonly say: (...requests: readonly SessionRequest[]) => void;
  /** How the session ended: `INVALID_ARGUMENT: …`. */
  readonly ended: Promise<string>;
  readonly close: () => void;
}

/** What an honest slave says first. */
export function registerRequest(host = 'slave1', fields: object = {}): SessionRequest {
  return {
    register: { host, instance: `${host}-a`, protocolVersion: 1, held: [], ...fields },
  };
}

/** Opens a session with a master on this machine; `reads: false` never takes anything from the wire. */
export function openSession(port: number, { reads = true } = {}): RawSession {
  const options = { ...CHANNEL_OPTIONS, 'grpc.max_send_message_length': -1 };
  const client = new SchedulerServiceClient(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  const call = client.session();
  const heard: SessionResponse__Output[] = [];
  if (reads) call.on('data', (response: SessionResponse__Output) => heard.push(response));
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  call.on('error', () => undefined);
  call.on('status', ({ code, details }: StatusObject) => resolve(`${status[code]}: ${details}`));
  return {
    call,
    heard,
    say: (...requests) => {
      for (const request of requests) call.write(request);
    },
    ended,
    close: () => {
      call.cancel();
      client.close();
    },
  };
}

/** Waits until a condition holds; after 30 s, for machines may be busy, the test fails and says what it waited for. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain until ${what}`);
    await delay(5);
  }
}
