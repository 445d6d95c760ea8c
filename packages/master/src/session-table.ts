import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { Timers } from '@steadfast/runtime';
import type { Connections } from './connections.ts';
import type { EndCode } from './core/effects.ts';
import { createSilentSessions } from './silent-sessions.ts';

/** Twice the five thousand slaves that a master is designed for. A session takes about 50 kB, so this is about 500 MB. */
const MAX_SESSIONS = 10_000;

/** Unread messages after which a session is ended: a slave that reads has no more than a few outstanding. */
const MAX_QUEUED_MESSAGES = 256;

/**
 * How long a peer may keep its half of a stream open that this side has ended. It occupies memory until then, and a slave
 * closes it at once.
 */
const LINGER_MS = 5_000;

/** The sessions as the driver uses them. Calls for a session that has ended are ignored. */
export interface SessionPort {
  send(session: number, message: MasterMessage): void;
  end(session: number, code: EndCode, detail: string): void;
}

/** Receives what happens on the sessions. */
export interface SessionListener {
  message(session: number, message: SlaveMessage): void;
  /** Called exactly once for each session, except for those ended through the port. */
  closed(session: number, reason: string): void;
}

/** The stream of a session, as the master sees it: a gRPC call, or a simulated link. */
export interface SessionStream {
  /** The other end as HOST:PORT. */
  readonly peer: string;
  /** Writes a message. Returns false if it is buffered, and the next must wait for `onDrain`. */
  readonly write: (message: MasterMessage) => boolean;
  /** Ends the stream with a status, after the messages written before. */
  readonly end: (code: EndCode, detail: string) => void;
}

/** Receives what happens on a stream. Nothing has an effect once the session has ended. */
export interface SessionStreamListener {
  readonly onMessage: (message: SlaveMessage) => void;
  /** Something arrived that is not a valid message; the session ends with the code. */
  readonly onInvalid: (code: EndCode, detail: string) => void;
  readonly onDrain: () => void;
  /** The stream is over. May be called several times; the first reason counts. */
  readonly onClosed: (reason: string) => void;
}

interface OpenSession {
  readonly stream: SessionStream;
  readonly queue: MasterMessage[];
  blocked: boolean;
  /** Whether its slave is registered: then its connection is needed. */
  registered: boolean;
}

/** Writes queued messages until the stream applies back-pressure. */
function flush(session: OpenSession): void {
  session.blocked = false;
  for (let next = session.queue.shift(); next !== undefined; next = session.queue.shift()) {
    if (session.stream.write(next)) continue;
    session.blocked = true;
    return;
  }
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

/** What the session table depends on. */
export interface SessionTableOptions {
  /** Where connections on which a slave is registered are marked. */
  readonly connections: Pick<Connections, 'registered' | 'unregistered' | 'discard'>;
  readonly timers: Timers;
  /** How long a session may take to register. */
  readonly registerTimeoutMs?: number | undefined;
}

/** Returns a function that ends a stream, and its connection if the peer keeps its half open and nothing else needs it. */
function createStreamEnder({ connections, timers }: Pick<SessionTableOptions, 'connections' | 'timers'>) {
  return (stream: SessionStream | undefined, code: EndCode, detail: string): void => {
    if (stream === undefined) return;
    stream.end(code, detail);
    timers.after(LINGER_MS, () => connections.discard(stream.peer));
  };
}

/** Creates the session table. */
export function createSessionTable(
  listener: SessionListener,
  { connections, timers, registerTimeoutMs }: SessionTableOptions,
) {
  const sessions = new Map<number, OpenSession>();
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

  const endStream = createStreamEnder({ connections, timers });

  const end = (id: number, code: EndCode, detail: string): void => endStream(remove(id)?.stream, code, detail);

  const closed = (id: number, reason: string): void => {
    if (remove(id) !== undefined) listener.closed(id, reason);
  };

  /** Ends a session and reports the reason to the listener. */
  const discard = (id: number, code: EndCode, detail: string): void => {
    const session = sessions.get(id);
    closed(id, detail);
    endStream(session?.stream, code, detail);
  };

  const send = (id: number, message: MasterMessage): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    session.queue.push(message);
    if (!session.blocked) flush(session);
    else if (session.queue.length > MAX_QUEUED_MESSAGES) discard(id, 'resource exhausted', 'slave reads too slowly');
  };

  const silent = createSilentSessions({ timers, timeoutMs: registerTimeoutMs, end: discard });

  const receive = (id: number, message: SlaveMessage): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    if (message.kind === 'register') silent.remove(id);
    listener.message(id, message);
  };

  /** Adds the session of a new stream. Returns the listener that the stream must call. */
  const open = (stream: SessionStream): SessionStreamListener => {
    if (sessions.size >= MAX_SESSIONS) {
      stream.end('resource exhausted', `this master already has ${MAX_SESSIONS} sessions, the maximum`);
      return IGNORE;
    }
    const id = (lastId += 1);
    const session: OpenSession = { stream, queue: [], blocked: false, registered: false };
    sessions.set(id, session);
    silent.add(id, stream.peer);
    return {
      onMessage: (message) => receive(id, message),
      onInvalid: (code, detail) => discard(id, code, detail),
      onDrain: () => {
        if (sessions.has(id)) flush(session);
      },
      onClosed: (reason) => closed(id, reason),
    };
  };

  /** Returns the peer of a session as HOST:PORT; empty if the session has ended. */
  const peerOf = (id: number): string => sessions.get(id)?.stream.peer ?? '';

  const registered = (id: number): void => markRegistered(sessions.get(id), connections);

  return { open, peerOf, registered, port: { send, end } satisfies SessionPort };
}
