/**
 * How far two pieces of evidence may differ, and how long the system may take, before a check fails.
 */
import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS } from '@steadfast/protocol/limits';

/**
 * Tolerance between the wall clocks of two processes on one machine. They share a clock, but each reads it shortly
 * before or after the event itself, in whole milliseconds, and it may be slewed.
 */
export const CLOCK_TOLERANCE_MS = 50;

/** Tolerance between two durations that were rounded to whole milliseconds. */
export const ROUNDING_MS = 1;

/**
 * Tolerance of the times in the chaos record. A line is written just before or just after its action, possibly with a
 * wait for a processor in between.
 */
export const RECORD_TOLERANCE_MS = 500;

/**
 * How long the effects of a freeze or a cut may last beyond its end: the keepalive of both sides expires, and a slave
 * waits up to a second before it reconnects. The rest allows for a busy machine.
 */
export const AFTER_EFFECTS_MS = KEEPALIVE_TIME_MS + KEEPALIVE_TIMEOUT_MS + 2_000;

/** How soon a leader must detect the death of a slave: the keepalive takes 3 s; the rest allows for a busy machine. */
export const DETECTION_MS = 5_000;

/** How long after an outage of a master or the database detection may be late: the recovery grace of 10 s, and a margin. */
export const RECOVERY_MS = 15_000;

/** A process that is killed within this time of its start may not have logged the start yet. */
export const STARTUP_MS = 5_000;

/**
 * How long nothing may run although there is work and no outage: the recovery grace of 10 s, and a second to reconnect.
 * The rest allows for a busy machine.
 */
export const STALL_MS = 20_000;
