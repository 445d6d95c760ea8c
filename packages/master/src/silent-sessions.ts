import type { Cancel, Timers } from '@steadfast/runtime';
import type { EndCode } from './core/effects.ts';

/** How long a session may take to register; a slave sends Register as soon as its stream is open. */
const REGISTER_TIMEOUT_MS = 5_000;

/** The thousand slaves that a master is designed for may all connect at the same moment. */
const MAX_SILENT_SESSIONS = 1_000;

/** The sessions that have not registered yet, by number. */
export interface SilentSessions {
  /** Adds a session, and ends it if it is not removed in time. */
  readonly add: (session: number) => void;
  /** Removes a session. Returns whether it was one of these. */
  readonly remove: (session: number) => boolean;
  readonly has: (session: number) => boolean;
}

/**
 * Creates an empty set of sessions; `end` must remove what it ends. When there are too many, the oldest is ended in favour
 * of a new one: a slave sends Register along with the request for its stream, so silent peers cannot shut it out.
 */
export function createSilentSessions(
  end: (session: number, code: EndCode, detail: string) => void,
  { after }: Timers,
  timeoutMs = REGISTER_TIMEOUT_MS,
): SilentSessions {
  const timers = new Map<number, Cancel>();
  return {
    add: (session) => {
      const [oldest] = timers.keys();
      if (timers.size >= MAX_SILENT_SESSIONS && oldest !== undefined)
        end(oldest, 'resource exhausted', 'too many sessions have not registered; send Register at once');
      const expire = (): void => end(session, 'deadline exceeded', 'no Register message arrived in time');
      timers.set(session, after(timeoutMs, expire));
    },
    remove: (session) => {
      timers.get(session)?.();
      return timers.delete(session);
    },
    has: (session) => timers.has(session),
  };
}
