import type { LineLogger, Timers } from '@steadfast/runtime';
import type { Effect } from './core/effects.ts';
import { createTokenBucket, type Rate, type TokenBucket } from './token-bucket.ts';

/** How many lines of one event are logged: all that an incident causes, but not all that a peer can provoke. */
const RATE: Rate = { burst: 100, perSecond: 5 };

/** How long after the first suppressed line their number is logged. */
const SUMMARY_MS = 10_000;

interface EventLimit {
  readonly bucket: TokenBucket;
  suppressed: number;
}

/**
 * Returns a function that logs the log effects of the core, which peers can provoke, at a limited rate for each event. The
 * number of suppressed lines is logged as `log.suppressed`.
 */
export function createLimitedLog(logger: LineLogger, { monotonicMs, after }: Timers) {
  const limits = new Map<string, EventLimit>();

  const summarize = (event: string, limit: EventLimit): void => {
    const { suppressed } = limit;
    limit.suppressed = 0;
    const message = `suppressed ${suppressed} lines of ${event}: there were too many`;
    logger.log({ level: 'warn', message, event: 'log.suppressed', of: event, suppressed });
  };

  return ({ level, message, event, fields }: Extract<Effect, { kind: 'log' }>): void => {
    const limit = limits.get(event) ?? { bucket: createTokenBucket(RATE), suppressed: 0 };
    limits.set(event, limit);
    if (limit.bucket.take(monotonicMs())) return void logger.log({ level, message, event, ...fields });
    limit.suppressed += 1;
    if (limit.suppressed === 1) after(SUMMARY_MS, () => summarize(event, limit));
  };
}
