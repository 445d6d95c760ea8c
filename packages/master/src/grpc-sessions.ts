import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import * as protocol from '@steadfast/protocol';
import { messageOf } from '@steadfast/runtime';
import type { EndCode } from './core/events.ts';

type Call = ServerDuplexStream<protocol.SessionRequest__Output, protocol.SessionResponse>;

/** Sessions at once: a thousand slaves, ten times over; each costs some 50 kB. */
const MAX_SESSIONS = 10_000;

/** Messages that may wait for a slave that reads slowly: an honest one is sent a few. */
const MAX_QUEUED = 256;

/** A session must introduce itself within this time, in milliseconds. */
const INTRODUCTION_MS = 5_000;

const STATUS: Record<EndCode, status> = {
  unavailable: status.UNAVAILABLE,
  'already exists': status.ALREADY_EXISTS,
  'invalid argument': status.INVALID_ARGUMENT,
  'failed precondition': status.FAILED_PRECONDITION,
  'deadline exceeded': status.DEADLINE_EXCEEDED,
  'resource exhausted': status.RESOURCE_EXHAUSTED,
};

/** The sessions, as the driver uses them. Sessions that are over are passed over in silence. */
export interface SessionPort {
  send(session: number, message: protocol.MasterMessage): void;
  end(session: number, code: EndCode, detail: string): void;
}

/** Who is told what comes over the sessions. */
export interface SessionListener {
  message(session: number, message: protocol.SlaveMessage): void;
  /** Comes once for each session that spoke, except for those ended through the port. */
  closed(session: number, reason: string): void;
}

interface Session {
  readonly call: Call;
  readonly queue: protocol.SessionResponse[];
  blocked: boolean;
  readonly introduction: NodeJS.Timeout;
}

/** Writes what waits, until the stream asks for a pause. */
function flush(session: Session): void {
  session.blocked = false;
  for (let next = session.queue.shift(); next !== undefined; next = session.queue.shift()) {
    if (session.call.write(next)) continue;
    session.blocked = true;
    return;
  }
}

/** Ends a call with a status. */
function endCall(call: Call, code: EndCode, details: string): void {
  call.emit('error', { code: STATUS[code], details });
}

/** The sessions that are open, and what can be done to them; each must introduce itself within so many milliseconds. */
export function createSessions(listener: SessionListener, introductionMs = INTRODUCTION_MS) {
  const sessions = new Map<number, Session>();
  let last = 0;

  /** Removes a session; false when it is over already. */
  const remove = (id: number): Session | undefined => {
    const session = sessions.get(id);
    if (session !== undefined) clearTimeout(session.introduction);
    sessions.delete(id);
    return session;
  };

  const end = (id: number, code: EndCode, detail: string): void => {
    const session = remove(id);
    if (session !== undefined) endCall(session.call, code, detail);
  };

  const closed = (id: number, reason: string): void => {
    if (remove(id) !== undefined) listener.closed(id, reason);
  };

  /** Ends a session for a reason that the core does not know yet. */
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
    else if (session.queue.length > MAX_QUEUED) discard(id, 'resource exhausted', 'the slave reads too slowly');
  };

  const receive = (id: number, request: protocol.SessionRequest__Output): void => {
    const session = sessions.get(id);
    if (session === undefined) return;
    clearTimeout(session.introduction);
    try {
      listener.message(id, protocol.decodeSlaveMessage(request));
    } catch (error) {
      if (!(error instanceof protocol.ProtocolError)) throw error;
      discard(id, 'invalid argument', error.message);
    }
  };

  const open = (call: Call): void => {
    if (sessions.size >= MAX_SESSIONS)
      return endCall(call, 'resource exhausted', `this master has ${MAX_SESSIONS} sessions, and takes no more`);
    const id = (last += 1);
    const late = (): void => discard(id, 'deadline exceeded', 'the session was not introduced by a Register in time');
    const session = { call, queue: [], blocked: false, introduction: setTimeout(late, introductionMs) };
    sessions.set(id, session);
    call.on('data', (request: protocol.SessionRequest__Output) => receive(id, request));
    call.on('drain', () => flush(session));
    call.on('end', () => {
      // A connection that breaks ends the stream as well, and is known to be broken a moment later.
      setImmediate(() => {
        closed(id, call.cancelled ? 'its stream broke' : 'it ended the stream');
        call.end();
      });
    });
    call.on('error', (error) => closed(id, messageOf(error)));
    for (const event of ['cancelled', 'close']) call.on(event, () => closed(id, 'its stream broke'));
  };

  /** From where a session comes, HOST:PORT; empty when it is over. */
  const peerOf = (id: number): string => sessions.get(id)?.call.getPeer() ?? '';

  return { open, peerOf, port: { send, end } satisfies SessionPort };
}
