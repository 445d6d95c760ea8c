/**
 * How far two pieces of evidence may differ before that is held against the run. All in milliseconds.
 */
import { KEEPALIVE_TIME_MS, KEEPALIVE_TIMEOUT_MS } from '@steadfast/protocol/limits';

/**
 * Between the wall clocks of two processes of one machine: it is one clock, but each reads it a moment before or after
 * the thing itself, in whole milliseconds, and it may be slewed.
 */
export const CLOCK_TOLERANCE_MS = 50;

/** Between two figures that were rounded to whole milliseconds. */
export const ROUNDING_MS = 1;

/**
 * The chaos script notes what it did just before or after it did it, and may have to wait for a processor in between:
 * so much its times may be off.
 */
export const RECORD_TOLERANCE_MS = 500;

/**
 * So long after a freeze or a cut its consequences may still come: both sides' keepalive runs out, and a slave waits up
 * to a second before it tries to connect again; the rest is for a busy machine.
 */
export const AFTERMATH_MS = KEEPALIVE_TIME_MS + KEEPALIVE_TIMEOUT_MS + 2_000;

/** Within so long a dead slave must be noticed by a master that is well: the keepalive's 3 s, and some for a busy machine. */
export const NOTICE_MS = 5_000;

/** So long after masters or the database were out of order a slave's death may be noticed late: the recovery grace, and some. */
export const RECOVERY_MS = 15_000;

/** A process that is killed within so long of its start may not have got round to writing that it started. */
export const STARTUP_MS = 5_000;

/**
 * So long nothing may run at a stretch although there is work and everything is in order: the recovery grace of 10 s,
 * then a second to reconnect, the rest for a busy machine.
 */
export const STALL_MS = 20_000;
