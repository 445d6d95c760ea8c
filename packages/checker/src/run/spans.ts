import { effectEndMs, type Outage } from './outages.ts';

/** A span of the wall clock, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Returns the parts of a span without an outage or its effects. The outages are in the order in which they began. */
export function partsWithoutOutage(outages: readonly Outage[], { fromMs, toMs }: Span): Span[] {
  const parts: Span[] = [];
  let upFromMs = fromMs;
  for (const outage of outages) {
    if (outage.fromMs > upFromMs) parts.push({ fromMs: upFromMs, toMs: Math.min(outage.fromMs, toMs) });
    upFromMs = Math.max(upFromMs, effectEndMs(outage));
    if (upFromMs >= toMs) return parts;
  }
  return [...parts, { fromMs: upFromMs, toMs }];
}
