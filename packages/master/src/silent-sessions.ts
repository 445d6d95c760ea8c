import type { Cancel, Timers } from '@steadfast/runtime';
import type { EndCode } from './core/effects.ts';
import { createCounter } from './counter.ts';

/** How long a session may take to register; a slave sends Register as soon as its stream is open. */
const REGISTER_TIMEOUT_MS = 5_000;

/** The thousand slaves that a master is designed for may all connect at the same moment. */
const MAX_SILENT_SESSIONS = 1_000;

/** Silent sessions on one connection: a slave has one, and a proxy hardly several that have not registered yet. */
const MAX_SILENT_PER_PEER = 4;

/** The sessions that have not registered yet, by number. */
export interface SilentSessions {
  /** Adds a session, and ends it if it is not removed in time. */
  readonly add: (session: number, peer: string) => void;
  /** Removes a session. Returns whether it was one of these. */
  readonly remove: (session: number) => boolean;
}

/** What a set of silent sessions depends on. */
export interface SilentSessionOptions {
  readonly timers: Timers;
  readonly timeoutMs?: number | undefined;
  /** Ends a session, and removes it. */
  readonly end: (session: number, code: EndCode, detail: string) => void;
}

/**
 * Creates an empty set of sessions. When there are too many, the oldest is ended in favour of a new one: a slave sends
 * Register along with the request for its stream, so silent peers cannot shut it out.
 */
export function createSilentSessions(options: SilentSessionOptions): SilentSessions {
  const { timers, timeoutMs = REGISTER_TIMEOUT_MS, end } = options;
  const expire = (session: number): void => end(session, 'deadline exceeded', 'no Register message arrived in time');
  const evict = (session: number): void =>
    end(session, 'resource exhausted', 'too many sessions have not registered; send Register at once');
  const silent = new Map<number, { readonly peer: string; readonly cancel: Cancel }>();
  const byPeer = createCounter<string>();
  return {
    add: (session, peer) => {
      const [oldest] = silent.keys();
      if (silent.size >= MAX_SILENT_SESSIONS && oldest !== undefined) evict(oldest);
      const cancel = timers.after(timeoutMs, () => expire(session));
      silent.set(session, { peer, cancel });
      if (byPeer.increment(peer) > MAX_SILENT_PER_PEER) evict(session);
    },
    remove: (session) => {
      const removed = silent.get(session);
      if (removed === undefined) return false;
      removed.cancel();
      byPeer.decrement(removed.peer);
      return silent.delete(session);
    },
  };
}
