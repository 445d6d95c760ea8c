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

/** An injected bug shows in the early states of a scenario. */
const MAX_STATES = 30_000;

async function importRandomWorlds(drivers: boolean): Promise<RunNumberedWorld> {
  const { planOfSeed } = await import('../campaign/plan-of-seed.ts');
  const { runWorld } = await import('../random/run-world.ts');
  return (seed) => runWorld(planOfSeed(seed, drivers ? 'on' : 'off'));
}

async function importScenario(name: string): Promise<RunNumberedWorld> {
  const { SCENARIOS } = await import('../exploration/scenario-catalogue.ts');
  const { explore } = await import('../exploration/explore.ts');
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no such scenario: ${name}`);
  return (number, untilMs) => {
    if (number > 1) return null;
    const { violation, steps } = explore(scenario, { states: MAX_STATES, untilMs });
    return { violation, events: steps };
  };
}

/**
 * Imports the code that runs the worlds, so that a mutant loaded before is part of it: random worlds by their seeds,
 * with or without the real drivers, or the single world of a scenario, explored exhaustively.
 */
export function importHarness(scenario: string | null, drivers: boolean): Promise<RunNumberedWorld> {
  return scenario === null ? importRandomWorlds(drivers) : importScenario(scenario);
}
