import { createAdmission } from './admission.ts';
import { createRegistrations, type RegistrationOptions } from './registrations.ts';
import type { SessionStream, SessionStreamListener } from './session-stream.ts';
import {
  createSessionTable,
  type SessionListener,
  type SessionPort,
  type SessionTableOptions,
} from './session-table.ts';

/** What the sessions of a master depend on. */
export interface SessionsOptions extends SessionTableOptions, RegistrationOptions {
  readonly listener: SessionListener;
}

/** The sessions of a master: the table of their streams, and the admission of registrations in front of the driver. */
export interface Sessions {
  /** Adds the session of a new stream. Returns the listener that the stream must call. */
  readonly open: (stream: SessionStream) => SessionStreamListener;
  readonly port: SessionPort;
  /** Returns the peer of a session as HOST:PORT; empty if the session has ended. */
  readonly peerOf: (session: number) => string;
}

/** Creates the sessions of a master. */
export function createSessions({ listener, isKnownSlave, timers, ...options }: SessionsOptions): Sessions {
  const table = createSessionTable(
    {
      message: (session, message) => admission.listener.message(session, message),
      closed: (session, reason) => admission.listener.closed(session, reason),
    },
    { ...options, timers },
  );
  const registrations = createRegistrations({ isKnownSlave, timers });
  const admission = createAdmission({ listener, sessions: table, registrations, timers });
  return { open: table.open, port: admission.port, peerOf: table.peerOf };
}
