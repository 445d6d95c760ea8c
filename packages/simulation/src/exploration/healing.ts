import type { MemoryTask } from '@steadfast/master/store/memory-data';
import type { Link, MasterNode, SlaveNode } from '../world/cluster.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import { pendingWorkOf } from '../world/quiescence.ts';
import type { Action } from './action.ts';
import { applyAction } from './apply-action.ts';
import { digestOf } from './digest.ts';
import { enabledActions } from './enabled-actions.ts';
import { NO_FAULTS } from './scenario.ts';
import { componentsOf, DATABASE, LINK, MASTER, SLAVE, type FaultBudget, type WorldState } from './state.ts';
import type { Workbench } from './workbench.ts';

/** There are no further faults, but time passes. */
const HEALING_BUDGET: FaultBudget = { ...NO_FAULTS, periods: 1_000_000 };

/** Enough for any small world to finish; a world that needs more does not heal. */
const MAX_STEPS = 2_000;

/** Returns whether a task was parked because it failed for good, or as often as it may. */
function hasFailed({ parked, failures = 0 }: MemoryTask): boolean {
  return parked !== undefined && Number(failures) > 0;
}

/** Returns what is not finished yet; null when every task has succeeded or failed, and every process is quiescent. */
function unfinishedWork(state: WorldState): string | null {
  const { committed } = state.components.get(DATABASE) as SimulatedDatabase;
  for (const task of committed.tasks.values())
    if (task.state !== 'success' && !hasFailed(task)) return `${task.taskId} is ${String(task.state)}`;
  const links = componentsOf<Link>(state, LINK);
  const openLinks = ({ name }: MasterNode): number => links.filter(({ master }) => master === name).length;
  return pendingWorkOf(componentsOf<MasterNode>(state, MASTER), componentsOf<SlaveNode>(state, SLAVE), openLinks);
}

/** Returns the timers of slaves that fire only when nothing else happens. */
function timeoutActions(state: WorldState): Action[] {
  return componentsOf<SlaveNode>(state, SLAVE).flatMap(({ id, timers }) =>
    (['connecting', 'ending', 'welcome'] as const)
      .filter((timer) => timers.has(timer))
      .map((timer): Action => ({ kind: 'timer', slave: id, timer })),
  );
}

/** How long an action takes in a world without faults: nothing, a moment, or a whole period. The fastest come first. */
const DELAYS = { none: 0, moment: 1, period: 2 } as const;

function delayOf(action: Action): number {
  if (action.kind === 'wake') return DELAYS.moment;
  return action.kind === 'period' || (action.kind === 'timer' && action.timer === 'retry')
    ? DELAYS.period
    : DELAYS.none;
}

/** Returns the next actions of a world without faults: everything in progress is completed before time passes. */
function nextActions(state: WorldState): Action[] {
  const actions = enabledActions(state);
  const delay = Math.min(...actions.map(delayOf));
  const fastest = actions.filter((action) => delayOf(action) === delay);
  if (delay !== DELAYS.period) return fastest.slice(0, 1);
  // A timeout expires only when nothing is left that could still happen before it.
  return fastest.every(({ kind }) => kind === 'period') ? [...timeoutActions(state), ...fastest] : fastest;
}

/**
 * Creates a function that checks whether a state heals: without further faults the world must reach a state in which
 * every task has succeeded, or failed for good. It returns null for a state that heals, and otherwise what is left unfinished. All states
 * on the way to a healed state are remembered as healing.
 */
export function createHealingCheck(bench: Workbench): (from: WorldState) => string | null {
  const healing = new Set<number>();
  return (from) => {
    let state: WorldState = { ...from, budget: HEALING_BUDGET };
    const passed: number[] = [];
    for (let steps = 0; steps < MAX_STEPS; steps += 1) {
      const digest = digestOf({ ...state, budget: HEALING_BUDGET });
      if (healing.has(digest) || unfinishedWork(state) === null) {
        for (const each of passed) healing.add(each);
        return null;
      }
      passed.push(digest);
      for (const action of nextActions(state))
        ({ state } = applyAction(bench, { ...state, budget: HEALING_BUDGET }, action));
    }
    return unfinishedWork(state);
  };
}
