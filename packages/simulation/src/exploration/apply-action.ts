import type { MasterNode, SlaveNode } from '../world/cluster.ts';
import { actorOf, costOf, type Action } from './action.ts';
import { performAction } from './perform-action.ts';
import { MASTER, SLAVE, type FaultBudget, type WorldState } from './state.ts';
import type { Workbench } from './workbench.ts';

/** More effects than any action has. */
const NO_CRASH = 1_000_000;

/** What an action leads to. */
export interface ActionResult {
  readonly state: WorldState;
  /** How many effects the acting process had; it could have crashed before each of them. */
  readonly effects: number;
}

function processOf({ cluster }: Workbench, actor: string | null): MasterNode | SlaveNode | null {
  if (actor === null) return null;
  return actor.startsWith(MASTER)
    ? cluster.master(actor.slice(MASTER.length))
    : cluster.slave(actor.slice(SLAVE.length));
}

function spend(budget: FaultBudget, cost: keyof FaultBudget | null): FaultBudget {
  return cost === null ? budget : { ...budget, [cost]: budget[cost] - 1 };
}

/** Returns the state that an action leads to. */
export function applyAction(bench: Workbench, state: WorldState, action: Action): ActionResult {
  bench.load(state);
  const actor = actorOf(state, action);
  const before = processOf(bench, actor);
  if (before !== null && before.status === 'up') before.effectsUntilCrash = action.crashBeforeEffect ?? NO_CRASH;
  performAction(bench.cluster, action);
  bench.settle();
  const after = processOf(bench, actor);
  const left = after?.effectsUntilCrash ?? NO_CRASH;
  if (after !== null) after.effectsUntilCrash = null;
  let budget = spend(state.budget, costOf(action));
  if (action.crashBeforeEffect !== undefined && actor !== null)
    budget = spend(budget, actor.startsWith(MASTER) ? 'masterKills' : 'slaveKills');
  return { state: bench.save(budget), effects: NO_CRASH - left };
}
