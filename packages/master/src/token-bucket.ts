/** How much of something is allowed: `burst` at once, and `perSecond` in the long run. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A bucket of tokens that refills with time. It begins full. */
export interface TokenBucket {
  /** Takes a token if there is one, and returns whether there was. */
  readonly take: (nowMs: number) => boolean;
  /** Returns whether there is a token. */
  readonly has: (nowMs: number) => boolean;
  /** Returns whether it is as if it had never been used. */
  readonly isFull: (nowMs: number) => boolean;
}

/** Creates a bucket at a rate. */
export function createTokenBucket({ burst, perSecond }: Rate): TokenBucket {
  let tokens = burst;
  let updatedMs = -Infinity;
  const refill = (nowMs: number): number => {
    if (updatedMs > -Infinity) tokens = Math.min(burst, tokens + ((nowMs - updatedMs) * perSecond) / 1_000);
    updatedMs = nowMs;
    return tokens;
  };
  return {
    take: (nowMs) => {
      if (refill(nowMs) < 1) return false;
      tokens -= 1;
      return true;
    },
    has: (nowMs) => refill(nowMs) >= 1,
    isFull: (nowMs) => refill(nowMs) >= burst,
  };
}
