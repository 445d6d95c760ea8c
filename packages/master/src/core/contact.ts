/**
 * Detects whether this master was frozen or is cut off from the database. Slaves must not be blamed for what it missed
 * in the meantime.
 */
import type { StoreResponse } from './store-requests.ts';

/**
 * A gap between two events longer than this means that the process itself was frozen. Ten times the longest regular
 * gap (100 ms), so that a busy machine is not mistaken for a frozen one.
 */
const STALL_MS = 1_000;

/**
 * Streams that break within this window after a stall are attributed to the master. It must cover the 3 s that the
 * master's keepalive may take to detect a broken stream.
 */
const STALL_ATTRIBUTION_MS = 4_000;

/**
 * After this time without contact the database counts as unreachable, perhaps for this master only. In that case a
 * standby has taken over, and this leaves the slaves enough of its recovery grace to find it.
 */
const OUTAGE_MS = 4_000;

/** The detail sent to slaves when their session ends because the database is unreachable. */
export const CUT_OFF_DETAIL = 'database unavailable; another master may be leading';

/** When a master was last in contact with its environment, by the monotonic clock. */
export interface Contact {
  /** When the last event was handled. */
  lastEventMs: number;
  /** When the store last sent a response that proves contact. */
  lastContactMs: number;
  /** Streams that break before then are attributed to this master. */
  stalledUntilMs: number;
}

/** Returns the contact of a master that has just started. */
export function createContact(nowMs: number): Contact {
  return { lastEventMs: nowMs, lastContactMs: nowMs, stalledUntilMs: -Infinity };
}

/** Records the time of an event. Returns for how many milliseconds the process was frozen before it, or 0. */
export function noteTime(contact: Contact, nowMs: number): number {
  const gapMs = nowMs - contact.lastEventMs;
  contact.lastEventMs = nowMs;
  if (gapMs <= STALL_MS) return 0;
  contact.lastContactMs += gapMs;
  attributeToMaster(contact, nowMs);
  return gapMs;
}

/** Attributes streams that break within the next seconds to this master. */
export function attributeToMaster(contact: Contact, nowMs: number): void {
  contact.stalledUntilMs = nowMs + STALL_ATTRIBUTION_MS;
}

/** Returns whether a stream that breaks now is attributed to this master. */
export function isAttributedToMaster({ stalledUntilMs }: Contact, nowMs: number): boolean {
  return nowMs < stalledUntilMs;
}

/**
 * Records a response. Standbys judge a leader only by its heartbeat. So for a role that writes heartbeats only a
 * written heartbeat proves contact: even if everything else gets through, a standby may already have taken over.
 */
export function noteResponse(contact: Contact, response: StoreResponse, writesHeartbeat: boolean, nowMs: number): void {
  if (response.kind === 'control.written' || !writesHeartbeat) contact.lastContactMs = nowMs;
}

/** Returns whether this master has been without contact to the database for too long. */
export function isCutOff({ lastContactMs }: Contact, nowMs: number): boolean {
  return nowMs - lastContactMs >= OUTAGE_MS;
}
