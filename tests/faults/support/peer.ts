import { credentials, status, type StatusObject } from '@grpc/grpc-js';
import {
  CHANNEL_OPTIONS,
  PROTOCOL_VERSION,
  SchedulerServiceClient,
  type SessionRequest,
  type SessionResponse__Output,
} from '@steadfast/protocol';
import type { Trial } from './trial.ts';

/** Somebody who speaks to a master over gRPC, and says what no slave would. */
export interface Peer {
  /** Everything that the master said so far. */
  readonly heard: readonly SessionResponse__Output[];
  /** Says anything that has a form on the wire. */
  readonly say: (request: SessionRequest) => void;
  /** Introduces itself as a slave, and waits until it is welcomed. */
  readonly register: (host: string, instance: string) => Promise<void>;
  /** Waits until the master has said something of a kind, about an attempt of a task if they are named. */
  readonly untilHeard: (
    kind: 'welcome' | 'assign' | 'acknowledge' | 'abort',
    taskId?: string,
  ) => Promise<SessionResponse__Output>;
  /** Waits until the session has ended; gives the name of the gRPC status, and what it says. */
  readonly untilEnded: () => Promise<string>;
  /** Ends the session. */
  readonly leave: () => void;
}

/** The tests speak as loudly as they like: what is too large must be refused by the master. */
const UNLIMITED = { ...CHANNEL_OPTIONS, 'grpc.max_send_message_length': -1 };

function referenceOf({ assign, acknowledge, abort }: SessionResponse__Output): string | undefined {
  return (assign ?? acknowledge ?? abort)?.taskId;
}

/** Opens a session with the master of a trial. */
export function openPeer(trial: Trial): Peer {
  const [address = ''] = trial.cluster.masterAddresses;
  const client = new SchedulerServiceClient(address, credentials.createInsecure(), UNLIMITED);
  const call = client.session();
  const heard: SessionResponse__Output[] = [];
  let ended: StatusObject | undefined;
  call.on('data', (response: SessionResponse__Output) => void heard.push(response));
  call.on('error', () => undefined);
  call.on('status', (end: StatusObject) => {
    ended = end;
    client.close();
  });
  const untilHeard: Peer['untilHeard'] = (kind, taskId) =>
    trial.until(`the peer hears ${kind}`, () =>
      heard.find((each) => each[kind] && (taskId === undefined || referenceOf(each) === taskId)),
    );
  return {
    heard,
    say: (request) => void call.write(request),
    register: async (host, instance) => {
      call.write({ register: { host, instance, protocolVersion: PROTOCOL_VERSION, held: [] } });
      await untilHeard('welcome');
    },
    untilHeard,
    untilEnded: async () => {
      const { code, details } = await trial.until('the session of the peer ends', () => ended);
      return `${status[code]}: ${details}`;
    },
    leave: () => call.cancel(),
  };
}
