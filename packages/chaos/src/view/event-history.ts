import type { ViewEvent } from './events.ts';

/** A terminal shows about thirty events; a view that polls a little late must not miss any. */
const MAX_EVENTS = 200;

/** The most recent events of a run. */
export interface EventHistory {
  /** Oldest first; at most `MAX_EVENTS`. */
  readonly recent: readonly ViewEvent[];
  /** Adds an event, and assigns its number. Ignores events from before the run: logs may hold earlier runs. */
  readonly add: (event: Omit<ViewEvent, 'number'>) => void;
}

/** Creates an empty history. `startedAtMs` is when the run began, in milliseconds since 1970. */
export function createEventHistory(startedAtMs: number): EventHistory {
  const recent: ViewEvent[] = [];
  return {
    recent,
    add: (event) => {
      if (event.atMs < startedAtMs) return;
      recent.push({ number: (recent.at(-1)?.number ?? 0) + 1, ...event });
      if (recent.length > MAX_EVENTS) recent.shift();
    },
  };
}
