import type { PromiseName } from '@steadfast/invariants';
import { mayCrash, type Action } from './action.ts';
import { applyAction } from './apply-action.ts';
import { digestOf } from './digest.ts';
import { enabledActions, independentActions } from './enabled-actions.ts';
import type { ExplorationTranscript } from './explored-cluster.ts';
import { createHealingCheck } from './healing.ts';
import { initialState, shortcutsOf, type Scenario } from './scenario.ts';
import type { WorldState } from './state.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

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

class BrokenPromiseError extends Error {
  override readonly name = 'BrokenPromiseError';
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.promise = promise;
  }
}

/** How a state was first reached: the last action, and the trail of the state before it. */
interface Trail {
  readonly action: Action;
  readonly before: Trail | null;
}

interface ReachedState {
  readonly state: WorldState;
  readonly trail: Trail | null;
}

interface Search {
  readonly bench: Workbench;
  /** Returns why a state does not heal; null when it does. */
  readonly whyUnhealed: (state: WorldState) => string | null;
  /** The digests of all states that were reached. */
  readonly visited: Set<number>;
  steps: number;
  /** The trail of the step that is being taken. */
  trail: Trail | null;
  /** The new states of the next depth. */
  next: ReachedState[];
}

function pathOf(trail: Trail | null): Action[] {
  const path: Action[] = [];
  for (let at = trail; at !== null; at = at.before) path.push(at.action);
  return path.toReversed();
}

function createBench(scenario: Scenario): Workbench {
  return createWorkbench((promise, detail) => {
    throw new BrokenPromiseError(promise, detail());
  }, shortcutsOf(scenario));
}

/** Performs an action in every way it can end: completely, and with a crash before each of its effects. */
function* outcomesOf(bench: Workbench, state: WorldState, action: Action): Generator<[Action, WorldState]> {
  const complete = applyAction(bench, state, action);
  yield [action, complete.state];
  if (!mayCrash(state, action)) return;
  for (let effect = 0; effect < complete.effects; effect += 1) {
    const crashing = { ...action, crashBeforeEffect: effect };
    yield [crashing, applyAction(bench, state, crashing).state];
  }
}

/** Performs actions in a state, and collects the new states; returns whether some state had been visited before. */
function expand(search: Search, { state, trail: before }: ReachedState, actions: readonly Action[]): boolean {
  const { bench, visited, whyUnhealed } = search;
  let revisited = false;
  for (const possible of actions) {
    search.trail = { action: possible, before };
    for (const [action, after] of outcomesOf(bench, state, possible)) {
      search.steps += 1;
      const digest = digestOf(after);
      if (visited.has(digest)) {
        revisited = true;
        continue;
      }
      visited.add(digest);
      search.trail = { action, before };
      const pending = whyUnhealed(after);
      if (pending !== null) throw new BrokenPromiseError('heals', `without further faults, ${pending}`);
      search.next.push({ state: after, trail: search.trail });
    }
  }
  return revisited;
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
    if (!(error instanceof BrokenPromiseError)) throw error;
    return result(false, { promise: error.promise, detail: error.message, path: pathOf(search.trail) });
  }
}

/** Performs the actions of a path again, and writes a transcript. */
export function retrace(scenario: Scenario, path: readonly Action[], transcript: ExplorationTranscript): void {
  const bench = createBench(scenario);
  bench.setTranscript(transcript);
  let state = initialState(bench, scenario);
  try {
    for (const action of path) {
      transcript('—', JSON.stringify(action));
      ({ state } = applyAction(bench, state, action));
    }
  } catch (error) {
    if (!(error instanceof BrokenPromiseError)) throw error;
    transcript('broken', `${error.promise}: ${error.message}`);
  }
}
