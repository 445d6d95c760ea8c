import { randomFraction, randomSources } from '@steadfast/runtime/random';

/** A stream of pseudo-random choices, determined by its seed. */
export interface RandomStream {
  /** Returns a number in [0, 1). */
  readonly fraction: () => number;
  /** Returns a number in [low, high). */
  readonly between: (low: number, high: number) => number;
  /** Returns an integer from `low` to `high`, inclusive. */
  readonly integer: (low: number, high: number) => number;
  /** Returns true with a probability. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** Creates independent random streams from one seed. */
export function createRandomStreams(seed: number, count: number): RandomStream[] {
  return randomSources(seed, count).map((source) => {
    const fraction = (): number => randomFraction(source);
    const integer = (low: number, high: number): number => low + Math.floor(fraction() * (high - low + 1));
    return {
      fraction,
      integer,
      between: (low, high) => low + fraction() * (high - low),
      chance: (probability) => fraction() < probability,
      pick: (choices) => {
        const choice = choices[integer(0, choices.length - 1)];
        if (choice === undefined) throw new Error('cannot pick from an empty list');
        return choice;
      },
    };
  });
}
