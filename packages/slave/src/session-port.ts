import type { SlaveMessage } from '@steadfast/protocol/messages';
import type { Timers } from '@steadfast/runtime';
import { openSession, type ClientSession, type ClientSessionListener } from './client-session.ts';
import type { Event } from './core/events.ts';
import type { Failpoint } from './failpoint.ts';
import type { OpenStream } from './master-stream.ts';

/** What a session port is created with. */
export interface SessionPortOptions {
  readonly deliver: (...events: readonly Event[]) => void;
  readonly failpoint: Failpoint;
  readonly timers: Timers;
  readonly openStream: OpenStream;
  /** Aborts the current session without waiting for anything. */
  readonly signal: AbortSignal;
}

/** The slave's session with a master, of which there is at most one at a time. */
export interface SessionPort {
  /** Opens the session; must not be called before the last one has closed. */
  readonly connect: (address: string) => void;
  /** Queues a message until the next `flush`; has no effect without a session. */
  readonly send: (message: SlaveMessage) => void;
  /** Writes what was sent before. */
  readonly flush: () => void;
  /** Ends the session once everything sent before has been transmitted. */
  readonly end: (reason: string) => void;
}

/** Translates callbacks of a session into events, and hits the failpoints on the way. */
function createListener({ deliver, failpoint, timers: { monotonicMs } }: SessionPortOptions): ClientSessionListener {
  let connectedMs: number | null = null;
  return {
    onConnected: () => {
      connectedMs = monotonicMs();
      deliver({ kind: 'session.connected' });
    },
    onMessages: (messages) => {
      for (const { kind } of messages) {
        if (kind === 'welcome') failpoint.hit('registered');
        if (kind === 'assign') failpoint.hit('assigned');
      }
      deliver(...messages.map((message): Event => ({ kind: 'session.message', message })));
    },
    // Costs a callback for every message, so only when it is needed.
    onSent: failpoint.isEnabled
      ? ({ kind }) => {
          if (kind === 'started') failpoint.hit('started');
          if (kind === 'finished') failpoint.hit('reported');
        }
      : undefined,
    onClosed: (reason) => {
      const lastedMs = connectedMs === null ? 0 : monotonicMs() - connectedMs;
      deliver({ kind: 'session.closed', reason, lastedMs });
    },
  };
}

/** Creates a session port without a session. */
export function createSessionPort(options: SessionPortOptions): SessionPort {
  let session: ClientSession | undefined;
  return {
    connect: (address) => {
      session = openSession({ ...options, address, listener: createListener(options) });
    },
    send: (message) => session?.send(message),
    flush: () => session?.flush(),
    end: (reason) => session?.end(reason),
  };
}
