import type { Timers } from '@steadfast/runtime';
import { createAdmission } from './admission.ts';
import type { Connections } from './connections.ts';
import { createRegistrations, type SlaveIdentity } from './registrations.ts';
import {
  createSessionTable,
  type SessionListener,
  type SessionPort,
  type SessionStream,
  type SessionStreamListener,
} from './session-table.ts';

/** What the sessions of a master depend on. */
export interface SessionsOptions {
  readonly listener: SessionListener;
  /** Returns whether a slave is connected, or responsible for a task. */
  readonly isKnownSlave: (slave: SlaveIdentity) => boolean;
  /** Where connections on which a slave is registered are marked. */
  readonly connections: Pick<Connections, 'registered' | 'unregistered' | 'discard'>;
  readonly timers: Timers;
  /** How long a session may take to register. */
  readonly registerTimeoutMs?: number | undefined;
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
