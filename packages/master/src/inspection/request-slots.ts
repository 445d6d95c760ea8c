/**
 * Fair access to a bounded number of slots for requests. A slot is taken until the response has been read, because until
 * then it occupies memory.
 */

/** Enough for every person and tool that looks at the same moment. Responses are at most 4 MiB, so this is 64 MiB. */
const MAX_SLOTS = 16;

/** So that one connection cannot take all slots. Its other requests wait, at most 16 streams in all. */
const MAX_SLOTS_PER_PEER = 4;

/** A response that is not read for this long, while other requests wait, gives up its slot. A LAN takes a few ms. */
const CONTENDED_DEADLINE_MS = 250;

/** A response must be read within this time in any case: long enough for 4 MiB over a slow link. */
const READ_DEADLINE_MS = 10_000;

/** How often waiting requests look for responses that are not read. */
const RELIEF_MS = 50;

/** A slot, taken by one request. */
export interface RequestSlot {
  /** The response has been handed over, and must now be read. */
  readonly responded: () => void;
  /** The call is over. */
  readonly release: () => void;
}

interface TakenSlot {
  readonly peer: string;
  /** When it was responded, on the monotonic clock; null before. */
  unreadSinceMs: number | null;
}

/** What slots depend on. */
export interface RequestSlotOptions {
  /** Destroys the connection of a peer, and with it all responses that it does not read. */
  readonly disconnect: (peer: string) => void;
  readonly monotonicMs: () => number;
}

/** Hands out slots. */
export interface RequestSlots {
  /**
   * Calls `start` as soon as there is a slot. Peers are served in turn. Returns a function that withdraws the request if
   * it is still waiting.
   */
  readonly request: (peer: string, start: (slot: RequestSlot) => void) => () => void;
}

/** Creates the slots. */
export function createRequestSlots({ disconnect, monotonicMs }: RequestSlotOptions): RequestSlots {
  const taken = new Set<TakenSlot>();
  const takenBy = new Map<string, number>();
  /** By peer, in the order in which peers are served next. */
  const waiting = new Map<string, Set<(slot: RequestSlot) => void>>();
  let timer: NodeJS.Timeout | null = null;

  const disconnectUnread = (): void => {
    const deadlineMs = waiting.size > 0 && taken.size >= MAX_SLOTS ? CONTENDED_DEADLINE_MS : READ_DEADLINE_MS;
    const now = monotonicMs();
    const stalled = [...taken].filter(
      ({ unreadSinceMs }) => unreadSinceMs !== null && now - unreadSinceMs >= deadlineMs,
    );
    for (const peer of new Set(stalled.map(({ peer: each }) => each))) disconnect(peer);
  };

  const setTimer = (): void => {
    if (taken.size > 0) timer ??= setInterval(disconnectUnread, RELIEF_MS).unref();
    else if (timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };

  const take = (peer: string, start: (slot: RequestSlot) => void): void => {
    const slot: TakenSlot = { peer, unreadSinceMs: null };
    taken.add(slot);
    takenBy.set(peer, (takenBy.get(peer) ?? 0) + 1);
    setTimer();
    const release = (): void => {
      if (!taken.delete(slot)) return;
      const remaining = (takenBy.get(peer) ?? 1) - 1;
      if (remaining === 0) takenBy.delete(peer);
      else takenBy.set(peer, remaining);
      serve();
      setTimer();
    };
    start({ responded: () => void (slot.unreadSinceMs = monotonicMs()), release });
  };

  /** Starts waiting requests while there are slots. A peer that is still waiting comes last, and is visited again. */
  function serve(): void {
    for (const [peer, starts] of waiting) {
      if (taken.size >= MAX_SLOTS) return;
      if ((takenBy.get(peer) ?? 0) >= MAX_SLOTS_PER_PEER) continue;
      const [start] = starts;
      if (start === undefined) continue;
      starts.delete(start);
      waiting.delete(peer);
      if (starts.size > 0) waiting.set(peer, starts);
      take(peer, start);
    }
  }

  return {
    request: (peer, start) => {
      const starts = waiting.get(peer) ?? new Set();
      starts.add(start);
      waiting.set(peer, starts);
      serve();
      return () => {
        if (starts.delete(start) && starts.size === 0) waiting.delete(peer);
      };
    },
  };
}
