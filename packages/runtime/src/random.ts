/**
 * Pseudo-random numbers that are reproducible from a seed, on every platform.
 * Generator: xoshiro128** 1.1 by D. Blackman and S. Vigna (https://prng.di.unimi.it/), in the public domain.
 * Seeding: a counter mixed by a 32-bit hash of the family explored by C. Wellons (https://nullprogram.com/blog/2018/07/31/).
 */

/** Returns the next random integer, from 0 to 2^32 - 1. */
export type RandomSource = () => number;

/** The largest random seed: 32 bits. */
export const MAX_RANDOM_SEED = 0xffff_ffff;

/** The state of a generator: four 32-bit words, not all of them 0. */
export type RandomState = readonly [number, number, number, number];

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Returns the generator xoshiro128** with the given initial state. */
export function xoshiro128([first, second, third, fourth]: RandomState): RandomSource {
  let [a, b, c, d] = [first | 0, second | 0, third | 0, fourth | 0];
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** The golden ratio in 32 bits. It is odd, so that the counter visits every 32-bit word before it repeats. */
const COUNTER_STEP = 0x9e37_79b9;

/** Returns a generator that hashes a counter that starts at the seed. */
function hashedCounter(randomSeed: number): RandomSource {
  let counter = randomSeed | 0;
  return () => {
    counter = (counter + COUNTER_STEP) | 0;
    let word = counter ^ (counter >>> 16);
    word = Math.imul(word, 0x21f0_aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a_2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
}

/** Returns `count` mutually independent random sources, all derived from one 32-bit seed. */
export function randomSources(randomSeed: number, count: number): RandomSource[] {
  const nextWord = hashedCounter(randomSeed);
  return Array.from({ length: count }, () => xoshiro128([nextWord(), nextWord(), nextWord(), nextWord()]));
}

/** Returns a random number from 0 (inclusive) to 1 (exclusive), with the full 53 bits of precision. */
export function randomFraction(source: RandomSource): number {
  return ((source() >>> 5) * 2 ** 26 + (source() >>> 6)) / 2 ** 53;
}
