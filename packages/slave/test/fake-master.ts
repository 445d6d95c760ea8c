import assert from 'node:assert/strict';
import { Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  decodeSlaveMessage,
  encodeMasterMessage,
  schedulerServiceDefinition,
  SERVER_OPTIONS,
  type MasterMessage,
  type SessionRequest__Output,
  type SessionResponse,
  type SlaveMessage,
} from '@steadfast/protocol';

/** How long a test waits for what must happen, in milliseconds: long, for a busy machine takes its time to start things. */
const DEADLINE_MS = 30_000;

/** Things that arrive, and those who wait for them. */
function createInbox<Item>(what: string) {
  const items: Item[] = [];
  const waiters: ((item: Item) => void)[] = [];
  return {
    put: (item: Item): void => {
      const waiter = waiters.shift();
      if (waiter === undefined) items.push(item);
      else waiter(item);
    },
    /** The next one, waited for if need be. */
    take: (): Promise<Item> => {
      const item = items.shift();
      if (item !== undefined) return Promise.resolve(item);
      const { promise, resolve, reject } = Promise.withResolvers<Item>();
      const timer = setTimeout(() => reject(new Error(`${what} did not come`)), DEADLINE_MS);
      waiters.push((arrived) => {
        clearTimeout(timer);
        resolve(arrived);
      });
      return promise;
    },
  };
}

type Call = ServerDuplexStream<SessionRequest__Output, SessionResponse>;

/** The master's end of one session. */
export interface FakeSession {
  readonly call: Call;
  /** Says something. */
  readonly say: (message: MasterMessage) => void;
  /** The next message of the slave, which must be of this kind. */
  readonly hear: <Kind extends SlaveMessage['kind']>(kind: Kind) => Promise<Extract<SlaveMessage, { kind: Kind }>>;
  /** Settles when the slave has ended its side, or the session broke. */
  readonly ended: Promise<void>;
}

function openFakeSession(call: Call): FakeSession {
  const inbox = createInbox<SlaveMessage>('a message of the slave');
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  call.on('data', (raw: SessionRequest__Output) => inbox.put(decodeSlaveMessage(raw)));
  call.on('error', () => resolve());
  call.on('end', () => {
    call.end();
    resolve();
  });
  return {
    call,
    ended,
    say: (message) => {
      call.write(encodeMasterMessage(message));
    },
    hear: async (kind) => {
      const message = await inbox.take();
      assert.equal(message.kind, kind, JSON.stringify(message));
      return message as Extract<SlaveMessage, { kind: typeof kind }>;
    },
  };
}

/** A master that says what the test tells it to. */
export interface FakeMaster {
  readonly port: number;
  readonly address: string;
  /** The next session that a slave opens. */
  readonly session: () => Promise<FakeSession>;
  /** The next session, with the registration heard and answered by a welcome of this epoch. */
  readonly welcome: (epoch: number) => Promise<FakeSession>;
  /** Ends abruptly, as if killed. */
  readonly kill: () => void;
}

/** Starts a master on 127.0.0.1; port 0 is any free one. `accept` replaces what is done with a session. */
export async function startFakeMaster(port = 0, accept?: (call: Call) => void): Promise<FakeMaster> {
  const sessions = createInbox<FakeSession>('a session');
  const server = new Server(SERVER_OPTIONS);
  server.addService(schedulerServiceDefinition, {
    Session: accept ?? ((call: Call) => sessions.put(openFakeSession(call))),
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
      await session.hear('register');
      session.say({ kind: 'welcome', epoch });
      return session;
    },
    kill: () => server.forceShutdown(),
  };
}
