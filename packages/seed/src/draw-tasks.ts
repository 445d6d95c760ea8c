import { randomFraction, randomSources, type RandomSource } from '@steadfast/runtime/random';

/** A task as it is before any master has seen it: these fields, and no others. */
export interface NewTask {
  taskname: string;
  /** How long it sleeps, in seconds. */
  sleeptime: number;
  state: 'created';
}

/** 32 signs without i, l, o and u: nobody confuses them when reading a name aloud. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Each sign has 5 bits; two random words give five signs each, so a name has 50 bits. */
const SIGNS_PER_WORD = 5;

function signs(word: number): string {
  return Array.from({ length: SIGNS_PER_WORD }, (_, index) => ALPHABET[(word >>> (27 - 5 * index)) & 31]).join('');
}

/** What is allowed to be off when seconds are turned into milliseconds: 1.1 × 1000 is a little more than 1100. */
const ROUNDING_MS = 1e-6;

/**
 * The bounds of a sleep time in whole milliseconds, none outside what is given in seconds; the lower one is above the
 * upper one where there is no whole millisecond between them.
 */
export function wholeMilliseconds(minSeconds: number, maxSeconds: number): { least: number; most: number } {
  return {
    least: Math.max(0, Math.ceil(minSeconds * 1_000 - ROUNDING_MS)),
    most: Math.floor(maxSeconds * 1_000 + ROUNDING_MS),
  };
}

/** Draws names and sleep times. */
export interface TaskDraw {
  /** The next name. They repeat as rarely as 50 random bits do: who needs them unique has to look. */
  readonly drawName: () => string;
  /** The next sleep time, in whole milliseconds. */
  readonly drawSleepMs: () => number;
}

/** Draws from a seed. Names and sleep times have sources of their own: a name that is drawn again shifts no sleep time. */
export function drawTasks(randomSeed: number, minSleepSeconds: number, maxSleepSeconds: number): TaskDraw {
  const [names, sleeps] = randomSources(randomSeed, 2) as [RandomSource, RandomSource];
  const { least, most } = wholeMilliseconds(minSleepSeconds, maxSleepSeconds);
  return {
    drawName: () => `task-${signs(names())}${signs(names())}`,
    drawSleepMs: () => least + Math.floor(randomFraction(sleeps) * (most - least + 1)),
  };
}
