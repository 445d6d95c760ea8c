import type { PromiseName } from '@steadfast/invariants';
import { PromiseViolation } from '../world/promise-violation.ts';
import type { Action } from './action.ts';
import { digestOf } from './digest.ts';
import { enabledActions, independentActions } from './enabled-actions.ts';
import { createHealingCheck } from './healing.ts';
import { initialState, type Scenario } from './scenario.ts';
import { createBench, expand, pathOf, type ReachedState, type Search } from './search.ts';

/** The result of an exploration. */
export interface Exploration {
  readonly scenario: Scenario;
  /** The number of distinct states, and of steps between them. */
  readonly states: number;
  readonly steps: number;
  /** The length of the longest path to a state. */
  readonly depth: number;
  /** True when every reachable state was visited. */
  readonly exhausted: boolean;
  /** The promise that was broken, how, and the actions that lead there; null when all promises were kept. */
  readonly violation: {
    readonly promise: PromiseName;
    readonly detail: string;
    readonly path: readonly Action[];
  } | null;
}

/** When to stop an exploration. */
export interface ExplorationLimits {
  /** The maximum number of states. */
  readonly states: number;
  /** The time at which to stop, of `performance.now()`. */
  readonly untilMs: number;
  /** Called now and then with the number of states and the depth so far. */
  readonly progress?: (states: number, depth: number) => void;
}

/** How many new states are visited between two checks of the limits. */
const LIMIT_CHECK_STATES = 1_000;

/**
 * Visits every state of a small world, breadth-first, until there is no new one or a limit is reached. In each state
 * the promises must hold, and from each state the world must be able to heal.
 */
export function explore(scenario: Scenario, { states: maxStates, untilMs, progress }: ExplorationLimits): Exploration {
  const bench = createBench(scenario);
  const whyUnhealed = createHealingCheck(createBench(scenario));
  const start = initialState(bench, scenario);
  const visited = new Set<number>([digestOf(start)]);
  const search: Search = { bench, whyUnhealed, visited, steps: 0, trail: null, next: [] };
  let depth = 0;
  const result = (exhausted: boolean, violation: Exploration['violation'] = null): Exploration => {
    const { steps } = search;
    return { scenario, states: visited.size, steps, depth, exhausted, violation };
  };
  /** Checks the limits after an expansion that began with `known` states. */
  const isLimitReached = (known: number): boolean => {
    if (Math.floor(known / LIMIT_CHECK_STATES) === Math.floor(visited.size / LIMIT_CHECK_STATES)) return false;
    progress?.(visited.size, depth);
    return visited.size >= maxStates || performance.now() >= untilMs;
  };

  try {
    for (let layer: ReachedState[] = [{ state: start, trail: null }]; layer.length > 0; layer = search.next) {
      search.next = [];
      for (const reached of layer) {
        const actions = enabledActions(reached.state);
        const independent = independentActions(reached.state, actions);
        let known = visited.size;
        const revisited = expand(search, reached, independent ?? actions);
        if (isLimitReached(known)) return result(false);
        if (independent === null || !revisited) continue;
        // The independent actions may form a cycle, in which all others would be postponed forever.
        known = visited.size;
        const others = actions.filter((action) => !independent.includes(action));
        expand(search, reached, others);
        if (isLimitReached(known)) return result(false);
      }
      depth += 1;
    }
    return result(true);
  } catch (error) {
    if (!(error instanceof PromiseViolation)) throw error;
    return result(false, { promise: error.promise, detail: error.message, path: pathOf(search.trail) });
  }
}
