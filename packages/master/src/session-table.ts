import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { Timers } from '@steadfast/runtime';
import type { Connections } from './connections.ts';
import type { EndCode } from './core/effects.ts';
import { createMessageQueue, type MessageQueue } from './message-queue.ts';
import type { SessionStream, SessionStreamListener } from './session-stream.ts';
import { createSilentSessions } from './silent-sessions.ts';

/** Twice the five thousand slaves that a master is designed for. A session takes about 50 kB, so this is about 500 MB. */
const MAX_SESSIONS = 10_000;

/**
 * How long a peer may keep its half of a stream open that this side has ended. It occupies memory until then, and a slave
 * closes it at once.
 */
const LINGER_MS = 5_000;

/** The sessions as the driver uses them. Calls for a session that has ended are ignored. */
export interface SessionPort {
  /** Queues a message until the next `flush`, so that all that is sent to a slave in one turn travels together. */
  send(session: number, message: MasterMessage): void;
  /** Writes what was sent before to the streams that accept it. */
  flush(): void;
  /** Ends a session after what was sent before. */
  end(session: number, code: EndCode, detail: string): void;
}

/** Receives what happens on the sessions. */
export interface SessionListener {
  message(session: number, message: SlaveMessage): void;
  /** Called exactly once for each session, except for those ended through the port. */
  closed(session: number, reason: string): void;
}

interface OpenSession {
  readonly stream: SessionStream;
  readonly queue: MessageQueue;
  /** Whether its slave is registered: then its connection is needed. */
  registered: boolean;
}

/** Marks the connection of a session as one that is needed, because its slave is registered. */
function markRegistered(session: OpenSession | undefined, connections: SessionTableOptions['connections']): void {
  if (session === undefined) return;
  session.registered = true;
  connections.registered(session.stream.peer);
}

const IGNORE: SessionStreamListener = {
  onMessage: () => undefined,
  onInvalid: () => undefined,
  onDrain: () => undefined,
  onClosed: () => undefined,
};

/** Ends a stream for which there is no room. */
function refuse(stream: SessionStream): SessionStreamListener {
  stream.end('resource exhausted', `this master already has ${MAX_SESSIONS} sessions, the maximum`);
  return IGNORE;
}

/** What the session table depends on. */
export interface SessionTableOptions {
  /** Where connections on which a slave is registered are marked. */
  readonly connections: Pick<Connections, 'registered' | 'unregistered' | 'discard'>;
  readonly timers: Timers;
  /** How long a session may take to register. */
  readonly registerTimeoutMs?: number | undefined;
}

/**
 * Returns a function that ends the stream of a session after what was sent before, and its connection if the peer keeps
 * its half open and nothing else needs it.
 */
function createStreamEnder({ connections, timers }: Pick<SessionTableOptions, 'connections' | 'timers'>) {
  return (session: OpenSession | undefined, code: EndCode, detail: string): void => {
    if (session === undefined) return;
    const { stream, queue } = session;
    queue.flush();
    stream.end(code, detail);
    timers.after(LINGER_MS, () => connections.discard(stream.peer));
  };
}

/** Creates the session table. */
export function createSessionTable(listener: SessionListener, options: SessionTableOptions) {
  const { connections, timers, registerTimeoutMs } = options;
  const sessions = new Map<number, OpenSession>();
  /** The sessions that something was sent to since the last flush. */
  const unflushed = new Set<number>();
  let lastId = 0;

  /** Removes a session and returns it; undefined if it has already ended. */
  const remove = (id: number): OpenSession | undefined => {
    const session = sessions.get(id);
    if (session === undefined) return undefined;
    sessions.delete(id);
    silent.remove(id);
    if (session.registered) connections.unregistered(session.stream.peer);
    return session;
  };

  const endStream = createStreamEnder(options);

  const end = (id: number, code: EndCode, detail: string): void => endStream(remove(id), code, detail);

  const closed = (id: number, reason: string): void => {
    if (remove(id) !== undefined) listener.closed(id, reason);
  };

  /** Ends a session and reports the reason to the listener. */
  const discard = (id: number, code: EndCode, detail: string): void => {
    const session = sessions.get(id);
    closed(id, detail);
    endStream(session, code, detail);
  };

  const send = (id: number, message: MasterMessage): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    session.queue.push(message);
    unflushed.add(id);
    if (session.queue.isOverfull()) discard(id, 'resource exhausted', 'slave reads too slowly');
  };

  const flush = (): void => {
    for (const id of unflushed) sessions.get(id)?.queue.flush();
    unflushed.clear();
  };

  const silent = createSilentSessions({ timers, timeoutMs: registerTimeoutMs, end: discard });

  const receive = (id: number, message: SlaveMessage): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    if (message.kind === 'register') {
      silent.remove(id);
      session.queue.setVersion(message.protocolVersion);
    }
    listener.message(id, message);
  };

  /** Adds the session of a new stream. Returns the listener that the stream must call. */
  const open = (stream: SessionStream): SessionStreamListener => {
    if (sessions.size >= MAX_SESSIONS) return refuse(stream);
    const id = (lastId += 1);
    sessions.set(id, { stream, queue: createMessageQueue(stream), registered: false });
    silent.add(id, stream.peer);
    return {
      onMessage: (message) => receive(id, message),
      onInvalid: (code, detail) => discard(id, code, detail),
      onDrain: () => sessions.get(id)?.queue.drained(),
      onClosed: (reason) => closed(id, reason),
    };
  };

  /** Returns the peer of a session as HOST:PORT; empty if the session has ended. */
  const peerOf = (id: number): string => sessions.get(id)?.stream.peer ?? '';

  const registered = (id: number): void => markRegistered(sessions.get(id), connections);

  return { open, peerOf, registered, port: { send, flush, end } satisfies SessionPort };
}
