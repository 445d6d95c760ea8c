/**
 * Fair access to a bounded number of slots for requests. A slot is taken until the response has been read, because until
 * then it occupies memory.
 */
import { createCounter } from '../counter.ts';
import { createWorkBudget, type WorkBudget } from './work-budget.ts';

/** Enough for every person and tool that looks at the same moment. Responses are at most 4 MiB, so this is 64 MiB. */
const MAX_SLOTS = 16;

/** So that one connection cannot take all slots. Its other requests wait, as many as it may have streams. */
const MAX_SLOTS_PER_PEER = 4;

/** A response that is not read for this long, while other requests wait, gives up its slot. A LAN takes a few ms. */
const CONTENDED_DEADLINE_MS = 500;

/** A response must be read within this time in any case: long enough for 4 MiB over a slow link. */
const READ_DEADLINE_MS = 10_000;

/** How often waiting requests look for time, and for responses that are not read. */
const RELIEF_MS = 50;

/** A slot, taken by one request. */
export interface RequestSlot {
  /** The response has been handed over, and must now be read. Only the first call has an effect. */
  readonly responded: () => void;
  /** The call is over. */
  readonly release: () => void;
}

interface TakenSlot {
  readonly peer: string;
  readonly startedMs: number;
  /** When it was responded, on the monotonic clock; null before. */
  unreadSinceMs: number | null;
}

/** What slots depend on. */
export interface RequestSlotOptions {
  /** Destroys the connection of a peer, and with it all responses that it does not read. */
  readonly disconnect: (peer: string) => void;
  readonly monotonicMs: () => number;
  /** Bounds the work; by default, with the bounds of inspection. */
  readonly work?: WorkBudget;
  /** How many slots one connection may take; by default MAX_SLOTS_PER_PEER. */
  readonly maxSlotsPerPeer?: number;
}

/** Hands out slots. */
export interface RequestSlots {
  /**
   * Calls `start` as soon as there are a slot and time. Peers are served in turn, the newest first. Returns a function that
   * withdraws the request if it is still waiting.
   */
  readonly request: (peer: string, start: (slot: RequestSlot) => void) => () => void;
}

/** A request that waits: called with its slot. */
type Start = (slot: RequestSlot) => void;

/**
 * Requests that wait, by peer. The newest peers come first, because under overload the oldest have waited for too long
 * anyway; those that were served come last.
 */
function createWaitingRequests() {
  /** In reverse order. */
  let waiting = new Map<string, Set<Start>>();
  return {
    isEmpty: (): boolean => waiting.size === 0,
    peers: (): readonly string[] => [...waiting.keys()].toReversed(),
    /** Adds a request, and returns a function that withdraws it. */
    add: (peer: string, start: Start): (() => void) => {
      const starts = waiting.get(peer) ?? new Set();
      starts.add(start);
      waiting.set(peer, starts);
      return () => {
        if (starts.delete(start) && starts.size === 0) waiting.delete(peer);
      };
    },
    /** Removes and returns the first request of a peer. */
    shift: (peer: string): Start | undefined => {
      const starts = waiting.get(peer);
      const [start] = starts ?? [];
      if (starts === undefined || start === undefined) return undefined;
      starts.delete(start);
      waiting.delete(peer);
      if (starts.size > 0) waiting = new Map([[peer, starts], ...waiting]);
      return start;
    },
  };
}

/** Creates the slots. */
export function createRequestSlots(options: RequestSlotOptions): RequestSlots {
  const { disconnect, monotonicMs, maxSlotsPerPeer = MAX_SLOTS_PER_PEER } = options;
  const work = options.work ?? createWorkBudget(monotonicMs);
  const taken = new Set<TakenSlot>();
  const takenBy = createCounter<string>();
  const waiting = createWaitingRequests();
  let timer: NodeJS.Timeout | null = null;

  const disconnectUnread = (): void => {
    const deadlineMs = !waiting.isEmpty() && taken.size >= MAX_SLOTS ? CONTENDED_DEADLINE_MS : READ_DEADLINE_MS;
    const now = monotonicMs();
    const isStalled = ({ unreadSinceMs: since }: TakenSlot): boolean => since !== null && now - since >= deadlineMs;
    const stalled = [...taken].filter(isStalled);
    for (const peer of new Set(stalled.map(({ peer: each }) => each))) disconnect(peer);
  };

  const relieve = (): void => {
    timer = null;
    disconnectUnread();
    serve();
    setTimer();
  };

  /** Looks at everything again soon, as long as there is something to look at. */
  const setTimer = (): void => {
    if (taken.size > 0 || !waiting.isEmpty()) timer ??= setTimeout(relieve, RELIEF_MS).unref();
  };

  const take = (peer: string, start: Start): void => {
    const slot: TakenSlot = { peer, startedMs: monotonicMs(), unreadSinceMs: null };
    work.begin();
    taken.add(slot);
    takenBy.increment(peer);
    setTimer();
    const release = (): void => {
      if (!taken.delete(slot)) return;
      takenBy.decrement(peer);
      serve();
      setTimer();
    };
    const responded = (): void => {
      if (slot.unreadSinceMs !== null) return;
      slot.unreadSinceMs = monotonicMs();
      work.end(slot.startedMs);
      serve();
    };
    start({ responded, release });
  };

  /** Starts waiting requests while there are slots and time. */
  function serve(): void {
    for (const peer of waiting.peers()) {
      if (taken.size >= MAX_SLOTS || !work.allowsMore()) return;
      if (takenBy.get(peer) >= maxSlotsPerPeer) continue;
      const start = waiting.shift(peer);
      if (start !== undefined) take(peer, start);
    }
  }

  return {
    request: (peer, start) => {
      const withdraw = waiting.add(peer, start);
      serve();
      setTimer();
      return withdraw;
    },
  };
}
