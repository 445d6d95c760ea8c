import { randomFraction, randomSources, type RandomSource } from '@steadfast/runtime/random';

/** A task document before any master has processed it: these fields and no others. */
export interface NewTask {
  taskname: string;
  /** How long the task sleeps, in seconds. */
  sleeptime: number;
  state: 'created';
}

/** The 32 characters of Crockford's Base32, which omits the ambiguous i, l and o, and u. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Characters (5 bits each) taken from a random 32-bit word. A name uses two words: 50 bits. */
const CHARS_PER_WORD = 5;

function nameChars(word: number): string {
  return Array.from({ length: CHARS_PER_WORD }, (_, index) => ALPHABET[(word >>> (27 - 5 * index)) & 31]).join('');
}

/** Rounding error allowed when seconds are converted to milliseconds: 1.1 × 1000 is slightly more than 1100. */
const TOLERANCE_MS = 1e-6;

/**
 * Converts bounds in seconds to the smallest and largest whole millisecond within them. `minMs` is greater than `maxMs`
 * if there is none.
 */
export function wholeMilliseconds(minSeconds: number, maxSeconds: number): { minMs: number; maxMs: number } {
  return {
    minMs: Math.max(0, Math.ceil(minSeconds * 1_000 - TOLERANCE_MS)),
    maxMs: Math.floor(maxSeconds * 1_000 + TOLERANCE_MS),
  };
}

/** A deterministic source of task names and sleep times. */
export interface TaskGenerator {
  /** Returns the next name: 50 random bits, so collisions are rare but possible. */
  readonly nextName: () => string;
  /** Returns the next sleep time, in whole milliseconds. */
  readonly nextSleepMs: () => number;
}

/**
 * Creates a generator from a random seed. Names and sleep times have separate random sources, so that drawing a
 * replacement name does not change the sleep times.
 */
export function createTaskGenerator(
  randomSeed: number,
  minSleepSeconds: number,
  maxSleepSeconds: number,
): TaskGenerator {
  const [names, sleeps] = randomSources(randomSeed, 2) as [RandomSource, RandomSource];
  const { minMs, maxMs } = wholeMilliseconds(minSleepSeconds, maxSleepSeconds);
  return {
    nextName: () => `task-${nameChars(names())}${nameChars(names())}`,
    nextSleepMs: () => minMs + Math.floor(randomFraction(sleeps) * (maxMs - minMs + 1)),
  };
}
