import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import * as protocol from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import type { Connections } from './connections.ts';
import type { EndCode } from './core/effects.ts';
import { createSilentSessions } from './silent-sessions.ts';

type SessionCall = ServerDuplexStream<protocol.SessionRequest__Output, protocol.SessionResponse>;

/** Ten times the thousand slaves a master is designed for. A session takes about 50 kB, so this is about 500 MB. */
const MAX_SESSIONS = 10_000;

/** Unread messages after which a session is ended: a slave that reads has no more than a few outstanding. */
const MAX_QUEUED_MESSAGES = 256;

const STATUS: Record<EndCode, status> = {
  unavailable: status.UNAVAILABLE,
  'already exists': status.ALREADY_EXISTS,
  'invalid argument': status.INVALID_ARGUMENT,
  'failed precondition': status.FAILED_PRECONDITION,
  'deadline exceeded': status.DEADLINE_EXCEEDED,
  'resource exhausted': status.RESOURCE_EXHAUSTED,
};

/** The sessions as the driver uses them. Calls for a session that has ended are ignored. */
export interface SessionPort {
  send(session: number, message: protocol.MasterMessage): void;
  end(session: number, code: EndCode, detail: string): void;
}

/** Receives what happens on the sessions. */
export interface SessionListener {
  message(session: number, message: protocol.SlaveMessage): void;
  /** Called exactly once for each session, except for those ended through the port. */
  closed(session: number, reason: string): void;
}

interface OpenSession {
  readonly call: SessionCall;
  readonly peer: string;
  readonly queue: protocol.SessionResponse[];
  blocked: boolean;
}

/** Writes queued messages until the stream applies back-pressure. */
function flush(session: OpenSession): void {
  session.blocked = false;
  for (let next = session.queue.shift(); next !== undefined; next = session.queue.shift()) {
    if (session.call.write(next)) continue;
    session.blocked = true;
    return;
  }
}

/** Ends a call with a status. */
function endCall(call: SessionCall, code: EndCode, details: string): void {
  call.emit('error', { code: STATUS[code], details });
}

/** Receives what happens on a call; `closed` more than once. */
interface CallListener {
  readonly request: (request: protocol.SessionRequest__Output) => void;
  readonly drained: () => void;
  readonly closed: (reason: string) => void;
}

function subscribe(call: SessionCall, { request, drained, closed }: CallListener): void {
  call.on('data', request);
  call.on('drain', drained);
  call.on('end', () => {
    // A broken connection also emits 'end', and is marked as cancelled only after that.
    setImmediate(() => {
      closed(call.cancelled ? 'connection broken' : 'stream closed by the slave');
      call.end();
    });
  });
  call.on('error', (error) => closed(messageOf(error)));
  for (const event of ['cancelled', 'close']) call.on(event, () => closed('connection broken'));
}

/** What the session table depends on. */
interface SessionOptions {
  /** Where it marks the connections on which a slave is registered. */
  readonly connections: Pick<Connections, 'registered' | 'unregistered'>;
  /** How long a session may take to register. */
  readonly registerTimeoutMs?: number | undefined;
}

/** Creates the session table. */
export function createSessions(listener: SessionListener, { connections, registerTimeoutMs }: SessionOptions) {
  const sessions = new Map<number, OpenSession>();
  let lastId = 0;

  /** Removes a session and returns it; undefined if it has already ended. */
  const remove = (id: number): OpenSession | undefined => {
    const session = sessions.get(id);
    if (session === undefined) return undefined;
    sessions.delete(id);
    if (!silent.remove(id)) connections.unregistered(session.peer);
    return session;
  };

  const end = (id: number, code: EndCode, detail: string): void => {
    const session = remove(id);
    if (session !== undefined) endCall(session.call, code, detail);
  };

  const closed = (id: number, reason: string): void => {
    if (remove(id) !== undefined) listener.closed(id, reason);
  };

  /** Ends a session and reports the reason to the listener. */
  const discard = (id: number, code: EndCode, detail: string): void => {
    const session = sessions.get(id);
    closed(id, detail);
    if (session !== undefined) endCall(session.call, code, detail);
  };

  const send = (id: number, message: protocol.MasterMessage): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    session.queue.push(protocol.encodeMasterMessage(message));
    if (!session.blocked) flush(session);
    else if (session.queue.length > MAX_QUEUED_MESSAGES) discard(id, 'resource exhausted', 'slave reads too slowly');
  };

  const silent = createSilentSessions(discard, registerTimeoutMs);

  const receive = (id: number, request: protocol.SessionRequest__Output): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    try {
      const message = protocol.decodeSlaveMessage(request);
      if (message.kind === 'register' && silent.remove(id)) connections.registered(session.peer);
      listener.message(id, message);
    } catch (error) {
      if (!(error instanceof protocol.ProtocolError)) throw error;
      discard(id, 'invalid argument', error.message);
    }
  };

  const open = (call: SessionCall): void => {
    if (sessions.size >= MAX_SESSIONS)
      return endCall(call, 'resource exhausted', `this master already has ${MAX_SESSIONS} sessions, the maximum`);
    const id = (lastId += 1);
    const session = { call, peer: call.getPeer(), queue: [], blocked: false };
    sessions.set(id, session);
    silent.add(id);
    subscribe(call, {
      request: (request) => receive(id, request),
      drained: () => flush(session),
      closed: (reason) => closed(id, reason),
    });
  };

  /** Returns the peer of a session as HOST:PORT; empty if the session has ended. */
  const peerOf = (id: number): string => sessions.get(id)?.peer ?? '';

  return { open, peerOf, port: { send, end } satisfies SessionPort };
}
