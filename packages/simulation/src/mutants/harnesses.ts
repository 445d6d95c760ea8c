import type { Harness } from './mutant.ts';

/** How one world went. */
export interface HarnessResult {
  /** The promise that was broken, and how; null when all were kept. */
  readonly violation: { readonly promise: string; readonly detail: string } | null;
  readonly events: number;
}

/**
 * Runs the world with a given number, counted from 1, and stops at `untilMs` of `performance.now()`; returns null when
 * there is no such world.
 */
export type RunNumberedWorld = (number: number, untilMs: number) => HarnessResult | null;

/** Most scenarios have fewer states than this, and an injected bug shows in the early ones. */
const MAX_STATES_PER_SCENARIO = 30_000;

/**
 * The harnesses. Each one imports what it runs only when it is called, so that a mutant loaded before is part of it.
 */
export const HARNESSES: Readonly<Record<Harness, () => Promise<RunNumberedWorld>>> = {
  simulation: async () => {
    const { drawPlan } = await import('../random/draw-plan.ts');
    const { runWorld } = await import('../random/run-world.ts');
    return (seed) => runWorld(drawPlan(seed));
  },
  exploration: async () => {
    const { SCENARIOS } = await import('../exploration/scenario-catalogue.ts');
    const { explore } = await import('../exploration/explore.ts');
    return (number, untilMs) => {
      const scenario = SCENARIOS[number - 1];
      if (scenario === undefined) return null;
      const { violation, steps } = explore(scenario, { states: MAX_STATES_PER_SCENARIO, untilMs });
      return { violation, events: steps };
    };
  },
};
