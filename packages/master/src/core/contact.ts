/**
 * Whose fault is silence? A master that was frozen, or cut off from the database, must not blame its slaves for what it
 * missed meanwhile.
 */
import type { StoreResponse } from './store-requests.ts';

/**
 * A gap between two events longer than this means that the process itself stood still: ten times the longest regular
 * gap (100 ms), so that a busy machine does not pass for a frozen one.
 */
const STALL_MS = 1_000;

/**
 * Streams that break within this window after a stall are attributed to the master: its own tick comes before the
 * streams' end, and its own keepalive may take 3 s to find the rest.
 */
const STALL_MEMORY_MS = 4_000;

/**
 * A database silent for this long is out of reach, perhaps for this master alone, in which case another one has taken
 * over and awaits the slaves. They need a few seconds to find it, well within its recovery grace.
 */
const OUTAGE_MS = 4_000;

/** Why a session ends, or a registration is refused, while the database is out of reach. */
export const CUT_OFF = 'the database does not answer; another master may lead';

/** What a master knows about its own contact with the world, by the monotonic clock. */
export interface Contact {
  /** When the last event was handled. */
  lastEventMs: number;
  /** When the store last gave a response that proves contact. */
  heardMs: number;
  /** Until this moment streams that break are attributed to this master. */
  stalledUntilMs: number;
}

/** Returns the contact of a master that has just started. */
export function createContact(nowMs: number): Contact {
  return { lastEventMs: nowMs, heardMs: nowMs, stalledUntilMs: -Infinity };
}

/** Takes note that time has passed. Returns for how long the process stood still; 0 when it did not. */
export function noteTime(contact: Contact, nowMs: number): number {
  const gapMs = nowMs - contact.lastEventMs;
  contact.lastEventMs = nowMs;
  if (gapMs <= STALL_MS) return 0;
  contact.heardMs += gapMs;
  attributeToMaster(contact, nowMs);
  return gapMs;
}

/** From now on, for a while, streams that break are attributed to this master. */
export function attributeToMaster(contact: Contact, nowMs: number): void {
  contact.stalledUntilMs = nowMs + STALL_MEMORY_MS;
}

/** Returns whether a stream that breaks now is attributed to this master. */
export function isAttributedToMaster({ stalledUntilMs }: Contact, nowMs: number): boolean {
  return nowMs < stalledUntilMs;
}

/**
 * Takes note of a response. Standbys judge a leader by its heartbeat alone, so only a written heartbeat proves contact
 * where one is due: whatever else is answered, a standby may already have taken over.
 */
export function noteResponse(contact: Contact, response: StoreResponse, owesHeartbeat: boolean, nowMs: number): void {
  if (response.kind === 'control.written' || !owesHeartbeat) contact.heardMs = nowMs;
}

/** Returns whether there has been no contact with the database for too long. */
export function isCutOff({ heardMs }: Contact, nowMs: number): boolean {
  return nowMs - heardMs >= OUTAGE_MS;
}
