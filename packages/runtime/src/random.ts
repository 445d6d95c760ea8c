/**
 * Random numbers that are the same again for the same seed, on every machine.
 * Generator: xoshiro128** 1.1 by D. Blackman and S. Vigna (https://prng.di.unimi.it/), in the public domain.
 * Seeding: a counter mixed by a 32-bit hash of the family explored by C. Wellons (https://nullprogram.com/blog/2018/07/31/).
 */

/** Gives the next random number: a whole one from 0 to 2^32 - 1. */
export type RandomSource = () => number;

/** The largest random seed: what 32 bits hold. */
export const MAX_RANDOM_SEED = 0xffff_ffff;

/** The four words of a generator's state; not all of them may be 0. */
export type RandomState = readonly [number, number, number, number];

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The generator xoshiro128**, from a given state. */
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

/** The golden ratio in 32 bits: an odd number, so that the counter runs through all words. */
const COUNTER_STEP = 0x9e37_79b9;

/** Well mixed words from a counter that starts at the seed. */
function mixedWords(randomSeed: number): RandomSource {
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

/** Makes several random sources that are independent of each other, all from one seed: a whole number of 32 bits. */
export function randomSources(randomSeed: number, count: number): RandomSource[] {
  const word = mixedWords(randomSeed);
  return Array.from({ length: count }, () => xoshiro128([word(), word(), word(), word()]));
}

/** A number from 0 to below 1, with all the 53 bits that a number has. */
export function randomFraction(source: RandomSource): number {
  return ((source() >>> 5) * 2 ** 26 + (source() >>> 6)) / 2 ** 53;
}
