import type { Link, MasterNode, SlaveNode } from '../world/cluster.ts';
import { unrestOf } from '../world/rest.ts';
import { applyAction, type Action } from './apply-action.ts';
import { enabledActions } from './enabled-actions.ts';
import type { Database } from './copy.ts';
import { digestOf } from './digest.ts';
import { NO_FAULTS } from './scenario.ts';
import { componentsOf, DATABASE, LINK, MASTER, SLAVE, type WorldState } from './state.ts';
import type { Workbench } from './workbench.ts';

/** Nothing goes wrong any more, but time passes. */
const HEALED: WorldState['budget'] = { ...NO_FAULTS, periods: 1_000_000 };

/** So many steps are enough for any small world to finish; who needs more does not heal. */
const MOST_STEPS = 2_000;

/** What is not done yet; null when every task has succeeded and everybody is at rest. */
function unrest(state: WorldState): string | null {
  const { committed } = state.components.get(DATABASE) as Database;
  for (const { taskId, state: taskState } of committed.tasks.values())
    if (taskState !== 'success') return `${taskId} is ${String(taskState)}`;
  const links = componentsOf<Link>(state, LINK);
  const openLinks = ({ name }: MasterNode): number => links.filter(({ master }) => master === name).length;
  return unrestOf(componentsOf<MasterNode>(state, MASTER), componentsOf<SlaveNode>(state, SLAVE), openLinks);
}

/** Timers that ring only when nothing else happens. */
function idleTimers(state: WorldState): Action[] {
  return componentsOf<SlaveNode>(state, SLAVE).flatMap(({ id, timers }) =>
    (['connecting', 'ending', 'welcome'] as const)
      .filter((timer) => timers.has(timer))
      .map((timer): Action => ({ kind: 'timer', slave: id, timer })),
  );
}

/** What happens at once, what takes a moment, and what takes time: whatever comes first is done first. */
const RANKS = { prompt: 0, soon: 1, late: 2 } as const;

function rankOf(action: Action): number {
  if (action.kind === 'wake') return RANKS.soon;
  return action.kind === 'period' || (action.kind === 'timer' && action.timer === 'wait') ? RANKS.late : RANKS.prompt;
}

/** The next steps of a world in which all goes well: whatever is under way arrives, and when nothing is, time passes. */
function nextActions(state: WorldState): Action[] {
  const actions = enabledActions(state);
  const rank = Math.min(...actions.map(rankOf));
  const first = actions.filter((action) => rankOf(action) === rank);
  if (rank !== RANKS.late) return first.slice(0, 1);
  // Only where there is nothing but time left to pass has anybody waited long enough.
  return first.every(({ kind }) => kind === 'period') ? [...idleTimers(state), ...first] : first;
}

/**
 * Tells whether a state heals: without further faults it comes to an end in which every task has succeeded. What is
 * done about one state is remembered for all that lie on its way.
 */
export function createHealer(bench: Workbench) {
  const known = new Set<number>();
  /** Gives null when the state heals, and otherwise what is left to be done. */
  return (from: WorldState): string | null => {
    let state: WorldState = { ...from, budget: HEALED };
    const way: number[] = [];
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const digest = digestOf({ ...state, budget: HEALED });
      if (known.has(digest) || unrest(state) === null) {
        for (const passed of way) known.add(passed);
        return null;
      }
      way.push(digest);
      for (const action of nextActions(state)) ({ state } = applyAction(bench, { ...state, budget: HEALED }, action));
    }
    return unrest(state);
  };
}
