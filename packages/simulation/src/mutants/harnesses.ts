import type { Harness } from './mutant.ts';

/** How one world went: what was broken in it, and how much happened. */
export interface HarnessResult {
  readonly violation: { readonly promise: string; readonly detail: string } | null;
  readonly events: number;
}

/** Runs the world of a number, from 1, and gives up at a time; null when there is none of that number. */
export type HarnessRun = (number: number, untilMs: number) => HarnessResult | null;

/** So many states of a small world are visited at most: most have fewer, and what a slip breaks shows early. */
const MOST_STATES = 30_000;

/**
 * The ways to catch a mutant. Each imports what it runs only when it is asked for, so that a mutant that was planted
 * before is in it.
 */
export const HARNESSES: Readonly<Record<Harness, () => Promise<HarnessRun>>> = {
  simulation: async () => (await import('../simulate.ts')).simulateSeed,
  exploration: async () => {
    const { SCENARIOS } = await import('../exploration/scenario-catalogue.ts');
    const { explore } = await import('../exploration/explore.ts');
    return (number, untilMs) => {
      const scenario = SCENARIOS[number - 1];
      if (scenario === undefined) return null;
      const { violation, steps } = explore(scenario, { states: MOST_STATES, untilMs });
      return { violation, events: steps };
    };
  },
};
