import type { PromiseName } from '@steadfast/invariants';
import { SCENARIOS } from './catalogue.ts';
import { explore } from './explore.ts';

/** How many small worlds there are to explore. */
export const EXPLORABLE = SCENARIOS.length;

/** Enough to exhaust nearly every one of them. */
const MOST_STATES = 200_000;

/** Explores the small world of a number, from 1; what broke in it looks as it does for worlds that are played. */
export const exploreNth = (
  number: number,
): {
  readonly violation: { readonly promise: PromiseName; readonly detail: string } | null;
  readonly events: number;
} => {
  const scenario = SCENARIOS[number - 1];
  if (scenario === undefined) throw new Error(`there is no small world ${number}`);
  const { violation, steps } = explore(scenario, { states: MOST_STATES, untilMs: Infinity });
  return { violation, events: steps };
};
