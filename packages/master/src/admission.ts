import type { RegisterMessage } from '@steadfast/protocol/messages';
import { cancelNothing, type Cancel, type Timers } from '@steadfast/runtime';
import type { SessionListener, SessionPort } from './session-table.ts';
import type { Registrations, SlaveIdentity } from './registrations.ts';
import { createWaitingSessions, TOO_MANY } from './waiting-sessions.ts';

/**
 * Sessions of slaves that are not known. The session table has room for 10,000: a thousand are left to those that have not
 * registered yet, and a thousand to known slaves that return.
 */
const MAX_UNKNOWN = 8_000;

/** How long a registration may wait: as long as a slave waits for Welcome. */
const ADMISSION_TIMEOUT_MS = 30_000;

/** What the admission stands between. */
export interface AdmissionOptions {
  /** Receives what is admitted. */
  readonly listener: SessionListener;
  readonly sessions: {
    readonly port: SessionPort;
    readonly peerOf: (session: number) => string;
    /** Called when a registration is admitted. */
    readonly registered: (session: number) => void;
  };
  readonly registrations: Registrations;
  readonly timers: Timers;
}

/** A session that has sent Register. */
interface RegisteredSession {
  readonly slave: SlaveIdentity;
  withdraw: Cancel;
  readonly cancelTimer: Cancel;
  /** When Welcome was sent; null before. */
  welcomedAtMs: number | null;
}

/** Stands between the sessions and their listener, and holds registrations back until they are admitted. */
export function createAdmission({ listener, sessions, registrations, timers }: AdmissionOptions) {
  const registered = new Map<number, RegisteredSession>();
  const waiting = createWaitingSessions((id, detail) => port.end(id, 'resource exhausted', detail));

  const forget = (id: number): void => {
    const session = registered.get(id);
    if (session === undefined) return;
    registered.delete(id);
    waiting.remove(id);
    session.cancelTimer();
    session.withdraw();
    const { slave, welcomedAtMs } = session;
    if (welcomedAtMs !== null) registrations.ended(slave, timers.monotonicMs() - welcomedAtMs);
  };

  const port: SessionPort = {
    ...sessions.port,
    send: (id, message) => {
      const session = registered.get(id);
      if (session !== undefined && message.kind === 'welcome') session.welcomedAtMs = timers.monotonicMs();
      sessions.port.send(id, message);
    },
    end: (id, code, detail) => {
      forget(id);
      sessions.port.end(id, code, detail);
    },
  };

  const register = (id: number, slave: RegisterMessage): void => {
    if (registered.size >= MAX_UNKNOWN && !registrations.isKnown(slave))
      return port.end(id, 'resource exhausted', `this master has room for ${MAX_UNKNOWN} slaves; try another master`);
    const cancelTimer = timers.after(ADMISSION_TIMEOUT_MS, () => port.end(id, 'resource exhausted', TOO_MANY));
    const session: RegisteredSession = { slave, withdraw: cancelNothing, cancelTimer, welcomedAtMs: null };
    registered.set(id, session);
    let admitted = false;
    session.withdraw = registrations.request(slave, sessions.peerOf(id), () => {
      cancelTimer();
      admitted = true;
      waiting.remove(id);
      sessions.registered(id);
      listener.message(id, slave);
    });
    if (!admitted) waiting.add(id, slave);
  };

  return {
    port,
    listener: {
      message: (id, message) => {
        const session = registered.get(id);
        if (session === undefined && message.kind === 'register') register(id, message);
        else if (waiting.has(id)) port.end(id, 'invalid argument', 'a report was sent before the Welcome');
        else listener.message(id, message);
      },
      closed: (id, reason) => {
        forget(id);
        listener.closed(id, reason);
      },
    } satisfies SessionListener,
  };
}
