import { PromiseViolation } from '../world/promise-violation.ts';
import { mayCrash, type Action } from './action.ts';
import { applyAction } from './apply-action.ts';
import { digestOf } from './digest.ts';
import { shortcutsOf, type Scenario } from './scenario.ts';
import type { WorldState } from './state.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

/** How a state was first reached: the last action, and the trail of the state before it. */
interface Trail {
  readonly action: Action;
  readonly before: Trail | null;
}

/** A state that is still to be expanded. */
export interface ReachedState {
  readonly state: WorldState;
  readonly trail: Trail | null;
}

/** A breadth-first search over the states of a world. */
export interface Search {
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

/** Returns the actions of a trail, the first one first. */
export function pathOf(trail: Trail | null): Action[] {
  const path: Action[] = [];
  for (let at = trail; at !== null; at = at.before) path.push(at.action);
  return path.toReversed();
}

/** Creates a workbench for a scenario that throws `PromiseViolation` when a promise is broken. */
export function createBench(scenario: Scenario): Workbench {
  return createWorkbench((promise, detail) => {
    throw new PromiseViolation(promise, detail());
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
export function expand(search: Search, { state, trail: before }: ReachedState, actions: readonly Action[]): boolean {
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
      if (pending !== null) throw new PromiseViolation('heals', `without further faults, ${pending}`);
      search.next.push({ state: after, trail: search.trail });
    }
  }
  return revisited;
}
