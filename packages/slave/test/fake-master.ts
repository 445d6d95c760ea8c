import assert from 'node:assert/strict';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  decodeRequest,
  encodeOrders,
  encodeSingle,
  isOrder,
  schedulerServiceDefinition,
  SERVER_OPTIONS,
  type MasterMessage,
  type OrderMessage,
  type SessionRequest__Output,
  type SessionResponse,
  type SlaveMessage,
} from '@steadfast/protocol';

/** The same as that of `waitUntil`: a process may take many seconds to start on a busy machine. */
const TIMEOUT_MS = 120_000;

/** Creates a queue; `take` waits for the next value. */
function createInbox<Value>(what: string) {
  const values: Value[] = [];
  const waiters: ((value: Value) => void)[] = [];
  return {
    put: (value: Value): void => {
      const waiter = waiters.shift();
      if (waiter === undefined) values.push(value);
      else waiter(value);
    },
    /** Returns the next value; rejects if there is none in time. */
    take: (): Promise<Value> => {
      const value = values.shift();
      if (value !== undefined) return Promise.resolve(value);
      const { promise, resolve, reject } = Promise.withResolvers<Value>();
      const timer = setTimeout(() => reject(new Error(`timed out waiting for ${what}`)), TIMEOUT_MS);
      waiters.push((arrived) => {
        clearTimeout(timer);
        resolve(arrived);
      });
      return promise;
    },
  };
}

type ServerSessionCall = ServerDuplexStream<SessionRequest__Output, SessionResponse>;

/** The master's side of one session. */
export interface FakeMasterSession {
  readonly call: ServerSessionCall;
  readonly send: (message: MasterMessage) => void;
  /** Sends orders in one message. */
  readonly sendTogether: (...orders: readonly OrderMessage[]) => void;
  /** Returns the next message of the slave, which must be of this kind. */
  readonly receive: <Kind extends SlaveMessage['kind']>(kind: Kind) => Promise<Extract<SlaveMessage, { kind: Kind }>>;
  /** Resolves when the slave has ended its side, or the stream broke. */
  readonly ended: Promise<void>;
}

function createFakeSession(call: ServerSessionCall): FakeMasterSession {
  const inbox = createInbox<SlaveMessage>('a message of the slave');
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  call.on('data', (raw: SessionRequest__Output) => decodeRequest(raw).forEach(inbox.put));
  call.on('error', () => resolve());
  call.on('end', () => {
    call.end();
    resolve();
  });
  return {
    call,
    ended,
    send: (message) => {
      call.write(isOrder(message) ? encodeOrders([message]) : encodeSingle(message));
    },
    sendTogether: (...orders) => {
      call.write(encodeOrders(orders));
    },
    receive: async (kind) => {
      const message = await inbox.take();
      assert.equal(message.kind, kind, JSON.stringify(message));
      return message as Extract<SlaveMessage, { kind: typeof kind }>;
    },
  };
}

/** A gRPC server that sends what the test tells it to. */
export interface FakeMaster {
  readonly port: number;
  readonly address: string;
  /** Returns the next session that a slave opens. */
  readonly session: () => Promise<FakeMasterSession>;
  /** Returns the next session after answering its Register with Welcome in this epoch. */
  readonly welcome: (epoch: number) => Promise<FakeMasterSession>;
  /** Stops abruptly, as if killed. */
  readonly kill: () => void;
}

/** Starts a master on 127.0.0.1; port 0 stands for any free one. `accept` replaces the handling of sessions. */
export async function startFakeMaster(port = 0, accept?: (call: ServerSessionCall) => void): Promise<FakeMaster> {
  const sessions = createInbox<FakeMasterSession>('a session');
  const server = new Server(SERVER_OPTIONS);
  server.addService(schedulerServiceDefinition, {
    Session: accept ?? ((call: ServerSessionCall) => sessions.put(createFakeSession(call))),
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
    error === null ? resolve(bound) : reject(error),
  );
  const bound = await promise;
  return {
    port: bound,
    address: `127.0.0.1:${bound}`,
    session: sessions.take,
    welcome: async (epoch) => {
      const session = await sessions.take();
      await session.receive('register');
      session.send({ kind: 'welcome', epoch });
      return session;
    },
    kill: () => server.forceShutdown(),
  };
}
