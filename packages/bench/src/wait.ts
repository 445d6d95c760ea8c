import { setTimeout as delay } from 'node:timers/promises';

/** What takes longer than this, in milliseconds, is not going to happen. */
const GIVE_UP_MS = 120_000;

/** A pause that ends, with an error, when the signal aborts; in milliseconds. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal });
}

/**
 * Looks at a condition every few milliseconds until it holds.
 * @throws {Error} naming the condition, when it takes more than two minutes; or when the signal aborts
 */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  { signal, everyMs = 10 }: { readonly signal: AbortSignal; readonly everyMs?: number },
): Promise<void> {
  const endMs = performance.now() + GIVE_UP_MS;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`waited ${GIVE_UP_MS / 1_000} s in vain until ${what}`);
    await pause(everyMs, signal);
  }
}
