import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil as waitUntilTimeout } from '@steadfast/runtime/testing';

/** A run never waits this long for one condition, not even for the indexes of ten million tasks. */
const TIMEOUT_MS = 600_000;

/** Pauses for a time in milliseconds; rejects when the signal aborts. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal });
}

/**
 * Waits until a condition holds.
 * @throws {Error} naming the condition, if it takes more than ten minutes; the signal's error when it aborts
 */
export async function waitUntil(
  what: string,
  condition: () => Promise<boolean> | boolean,
  options: { readonly signal: AbortSignal; readonly pollMs?: number },
): Promise<void> {
  await waitUntilTimeout(what, condition, { ...options, timeoutMs: TIMEOUT_MS });
}
