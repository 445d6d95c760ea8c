import type { PromiseName } from '@steadfast/invariants';
import { applyAction, mayDie, type Action } from './apply-action.ts';
import { enabledActions, independentActions } from './enabled-actions.ts';
import { digestOf } from './digest.ts';
import { createHealer } from './healing.ts';
import { initialState, shortcutsOf, type Scenario } from './scenario.ts';
import type { WorldState } from './state.ts';
import { createWorkbench, type Narrator, type Workbench } from './workbench.ts';

/** What an exploration found. */
export interface Exploration {
  readonly scenario: Scenario;
  /** How many different states were visited, and how many steps led to them. */
  readonly states: number;
  readonly steps: number;
  /** How many things happened one after the other, at most. */
  readonly depth: number;
  /** No new state was left. */
  readonly exhausted: boolean;
  /** The promise that was broken, how, and the way there; null when all were kept. */
  readonly violation: {
    readonly promise: PromiseName;
    readonly detail: string;
    readonly way: readonly Action[];
  } | null;
}

/** When to stop. */
export interface ExplorationLimits {
  readonly states: number;
  readonly untilMs: number;
  /** Is told now and then how far it is. */
  readonly progress?: (states: number, depth: number, waiting: number) => void;
}

/** A promise is broken. */
class BrokenPromiseError extends Error {
  override readonly name = 'Broken';
  readonly promise: PromiseName;

  constructor(promise: PromiseName, detail: string) {
    super(detail);
    this.promise = promise;
  }
}

/** How a state was first reached. */
interface Trail {
  readonly action: Action;
  readonly before: Trail | null;
  readonly depth: number;
}

function pathOf(trail: Trail | null): Action[] {
  const way: Action[] = [];
  for (let at = trail; at !== null; at = at.before) way.push(at.action);
  return way.toReversed();
}

function benchFor(scenario: Scenario): Workbench {
  return createWorkbench((promise, detail) => {
    throw new BrokenPromiseError(promise, detail());
  }, shortcutsOf(scenario));
}

/** Does an action in every way that it may end: whole, or by death before any of its effects. */
const outcomes = function* (bench: Workbench, state: WorldState, action: Action): Generator<[Action, WorldState]> {
  const whole = applyAction(bench, state, action);
  yield [action, whole.state];
  if (!mayDie(state, action)) return;
  for (let fuse = 0; fuse < whole.effects; fuse += 1) {
    const dying = { ...action, fuse };
    yield [dying, applyAction(bench, state, dying).state];
  }
};

/** How many states are visited between two looks at the clock. */
const STRIDE = 1_000;

/**
 * Visits every state of a small world, breadth-first, until no new one appears or a limit is reached. In each state the
 * promises must hold, and from each it must be possible to heal.
 */
export function explore(scenario: Scenario, { states: most, untilMs, progress }: ExplorationLimits): Exploration {
  const bench = benchFor(scenario);
  const heals = createHealer(benchFor(scenario));
  const start = initialState(bench, scenario);
  const visited = new Set<number>([digestOf(start)]);
  let layer: [WorldState, Trail | null][] = [[start, null]];
  let steps = 0;
  let depth = 0;
  let trail: Trail | null = null;
  const result = (exhausted: boolean, violation: Exploration['violation'] = null): Exploration => ({
    scenario,
    states: visited.size,
    steps,
    depth,
    exhausted,
    violation,
  });

  try {
    while (layer.length > 0) {
      const next: typeof layer = [];
      for (const [state, before] of layer) {
        const all = enabledActions(state);
        const independent = independentActions(state, all);
        // Where these lead nowhere new, somebody may be waiting for the others for ever: they must have their turn.
        let wanted = independent ?? all;
        for (let round = 0; round < 2; round += 1) {
          const known = visited.size;
          let old = false;
          for (const possible of wanted) {
            trail = { action: possible, before, depth: depth + 1 };
            for (const [action, after] of outcomes(bench, state, possible)) {
              steps += 1;
              const digest = digestOf(after);
              if (visited.has(digest)) {
                old = true;
                continue;
              }
              visited.add(digest);
              trail = { action, before, depth: depth + 1 };
              const ill = heals(after);
              if (ill !== null) throw new BrokenPromiseError('heals', `though nothing goes wrong any more, ${ill}`);
              next.push([after, trail]);
            }
          }
          if (Math.floor(known / STRIDE) !== Math.floor(visited.size / STRIDE)) {
            progress?.(visited.size, depth, layer.length + next.length);
            if (visited.size >= most || performance.now() >= untilMs) return result(false);
          }
          if (independent === null || !old) break;
          wanted = all.filter((action) => !independent.includes(action));
        }
      }
      layer = next;
      depth += 1;
    }
    return result(true);
  } catch (error) {
    if (!(error instanceof BrokenPromiseError)) throw error;
    return result(false, { promise: error.promise, detail: error.message, way: pathOf(trail) });
  }
}

/** Goes a way again, and tells what happens on it. */
export function retrace(scenario: Scenario, way: readonly Action[], narrator: Narrator): void {
  const bench = benchFor(scenario);
  bench.setNarrator(narrator);
  let state = initialState(bench, scenario);
  try {
    for (const action of way) {
      narrator('—', JSON.stringify(action));
      ({ state } = applyAction(bench, state, action));
    }
  } catch (error) {
    if (!(error instanceof BrokenPromiseError)) throw error;
    narrator('broken', `${error.promise}: ${error.message}`);
  }
}
