import { credentials, status, type StatusObject } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  instanceOf,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  SECRET_BYTES,
  type SessionRequest,
  type SessionResponse__Output,
} from '@steadfast/protocol';
import type { Testbed } from './testbed.ts';

/** A response of the master, or one of the orders in it. */
type ReceivedMessage = Pick<SessionResponse__Output, 'welcome' | 'assign' | 'acknowledge' | 'abort'>;

/** A gRPC client of a master that can send what no slave would send. */
export interface RawPeer {
  /** All that the master has sent so far, each order by itself. */
  readonly received: readonly ReceivedMessage[];
  /** Sends a message without checking it. */
  readonly send: (request: SessionRequest) => void;
  /** Registers as a slave with the identity that belongs to a seed, and waits for the master's welcome. */
  readonly register: (host: string, seed: string) => Promise<void>;
  /** Waits for a response of a kind, and about a task if one is given. */
  readonly waitForMessage: (
    kind: 'welcome' | 'assign' | 'acknowledge' | 'abort',
    taskId?: string,
  ) => Promise<ReceivedMessage>;
  /** Waits until the session has ended; returns its gRPC status as `NAME: details`. */
  readonly waitForEnd: () => Promise<string>;
  /** Waits for the answer to Register: `welcome`, or the status with which the session has ended. */
  readonly waitForOutcome: () => Promise<string>;
  /** Ends the session. */
  readonly close: () => void;
}

/** Returns the fields of Register that identify a slave; the secret is derived from a seed. */
export function identityOf(seed: string) {
  const secret = Buffer.alloc(SECRET_BYTES, seed);
  return { instance: instanceOf(secret), secret, protocolVersion: PROTOCOL_VERSION };
}

/** The master, not this client, must reject messages that are too large. */
const UNLIMITED_SEND_OPTIONS = { ...CHANNEL_OPTIONS, 'grpc.max_send_message_length': -1 };

function taskIdOf({ assign, acknowledge, abort }: ReceivedMessage): string | undefined {
  return (assign ?? acknowledge ?? abort)?.taskId;
}

/** Opens a session with the first master of a testbed. */
export function openRawPeer(testbed: Testbed): RawPeer {
  const [address = ''] = testbed.cluster.masterAddresses;
  const client = new SchedulerServiceClient(address, credentials.createInsecure(), UNLIMITED_SEND_OPTIONS);
  const call = client.session();
  const received: ReceivedMessage[] = [];
  let end: string | undefined;
  call.on('data', (response: SessionResponse__Output) => received.push(...(response.orders?.orders ?? [response])));
  call.on('error', () => undefined);
  call.on('status', ({ code, details }: StatusObject) => {
    end = `${status[code]}: ${details}`;
    client.close();
  });
  const waitForMessage: RawPeer['waitForMessage'] = (kind, taskId) =>
    testbed.waitUntil(`the peer receives ${kind}`, () =>
      received.find((each) => each[kind] && (taskId === undefined || taskIdOf(each) === taskId)),
    );
  return {
    received,
    send: (request) => void call.write(request),
    register: async (host, seed) => {
      call.write({ register: { host, ...identityOf(seed), held: [] } });
      await waitForMessage('welcome');
    },
    waitForMessage,
    waitForEnd: () => testbed.waitUntil('the session of the peer ends', () => end),
    waitForOutcome: () =>
      testbed.waitUntil('Register is answered', () => (received.some(({ welcome }) => welcome) ? 'welcome' : end)),
    close: () => call.cancel(),
  };
}
