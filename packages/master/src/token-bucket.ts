/** How much of something is allowed: `burst` at once, and `perSecond` in the long run. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A rate that limits nothing. */
export const UNLIMITED: Rate = { burst: Infinity, perSecond: 0 };

/** A bucket of tokens that refills with time. It begins full, with `burst` tokens. */
export interface TokenBucket {
  /** Returns how many tokens there are: negative after more were spent than there were. */
  readonly tokens: (nowMs: number) => number;
  /** Takes a token if there is one, and returns whether there was. */
  readonly take: (nowMs: number) => boolean;
  /** Takes any number of tokens, even if there are fewer. */
  readonly spend: (nowMs: number, count: number) => void;
}

/** Creates a bucket at a rate. */
export function createTokenBucket({ burst, perSecond }: Rate): TokenBucket {
  let current = burst;
  let updatedMs = -Infinity;
  const tokens = (nowMs: number): number => {
    if (updatedMs > -Infinity) current = Math.min(burst, current + ((nowMs - updatedMs) * perSecond) / 1_000);
    updatedMs = nowMs;
    return current;
  };
  const spend = (nowMs: number, count: number): void => {
    current = tokens(nowMs) - count;
  };
  return {
    tokens,
    take: (nowMs) => {
      if (tokens(nowMs) < 1) return false;
      spend(nowMs, 1);
      return true;
    },
    spend,
  };
}
