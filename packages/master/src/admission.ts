import type { RegisterMessage } from '@steadfast/protocol/messages';
import { cancelNothing, type Cancel, type Timers } from '@steadfast/runtime';
import type { SessionListener, SessionPort } from './session-table.ts';
import type { Registrations, SlaveIdentity } from './registrations.ts';

/**
 * Sessions of slaves that are not known. The session table has room for 10,000: a thousand are left to those that have not
 * registered yet, and a thousand to known slaves that return.
 */
const MAX_UNKNOWN = 8_000;

/** How long a registration may wait: as long as a slave waits for Welcome. 3,000 others are admitted in that time. */
const ADMISSION_TIMEOUT_MS = 30_000;

/** What the admission stands between. */
export interface AdmissionOptions {
  /** Receives what is admitted. */
  readonly listener: SessionListener;
  readonly sessions: { readonly port: SessionPort; readonly peerOf: (session: number) => string };
  readonly registrations: Registrations;
  readonly timers: Timers;
}

/** A session that has sent Register. */
interface RegisteredSession {
  readonly slave: SlaveIdentity;
  waiting: boolean;
  withdraw: Cancel;
  readonly cancelTimer: Cancel;
  /** When Welcome was sent; null before. */
  welcomedAtMs: number | null;
}

/** Stands between the sessions and their listener, and holds registrations back until they are admitted. */
export function createAdmission({ listener, sessions, registrations, timers }: AdmissionOptions) {
  const registered = new Map<number, RegisteredSession>();

  const forget = (id: number): void => {
    const session = registered.get(id);
    if (session === undefined) return;
    registered.delete(id);
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
    const expire = (): void => port.end(id, 'resource exhausted', 'too many slaves are registering; try again');
    const cancelTimer = timers.after(ADMISSION_TIMEOUT_MS, expire);
    const session: RegisteredSession = {
      slave,
      waiting: true,
      withdraw: cancelNothing,
      cancelTimer,
      welcomedAtMs: null,
    };
    registered.set(id, session);
    session.withdraw = registrations.request(slave, sessions.peerOf(id), () => {
      cancelTimer();
      session.waiting = false;
      listener.message(id, slave);
    });
  };

  return {
    port,
    listener: {
      message: (id, message) => {
        const session = registered.get(id);
        if (session === undefined && message.kind === 'register') register(id, message);
        else if (session?.waiting === true) port.end(id, 'invalid argument', 'a report was sent before the Welcome');
        else listener.message(id, message);
      },
      closed: (id, reason) => {
        forget(id);
        listener.closed(id, reason);
      },
    } satisfies SessionListener,
  };
}
