import { randomFraction, randomSources } from '@steadfast/runtime/random';

/** Draws whatever has to be drawn, the same again for the same seed. */
export interface Draw {
  /** A number from 0 to below 1. */
  readonly fraction: () => number;
  /** A number from `low` to below `high`. */
  readonly between: (low: number, high: number) => number;
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number;
  /** True so often, from 0 to 1. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** Makes independent sources of luck from a seed. */
export function createDraws(seed: number, count: number): Draw[] {
  return randomSources(seed, count).map((source) => {
    const fraction = (): number => randomFraction(source);
    const whole = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
    return {
      fraction,
      whole,
      between: (low, high) => low + fraction() * (high - low),
      chance: (probability) => fraction() < probability,
      pick: (choices) => {
        const choice = choices[whole(0, choices.length - 1)];
        if (choice === undefined) throw new Error('there is nothing to choose from');
        return choice;
      },
    };
  });
}
