import type { Link, MasterNode, SlaveNode, SlaveTimer } from '../world/cluster.ts';
import type { Action } from './apply-action.ts';
import type { Database } from './copy.ts';
import { componentsOf, DATABASE, LINK, MASTER, SLAVE, type FaultBudget, type WorldState } from './state.ts';

/*
 * What may happen next in a state, and what of it need not be tried against everything else.
 */

/** Timers that ring when nothing else happens are left to healing: what they lead to, a break leads to as well. */
const RINGING: ReadonlySet<SlaveTimer> = new Set(['wait', 'execution']);

function frameActions(state: WorldState): Action[] {
  return componentsOf<Link>(state, LINK).flatMap(({ id, toMaster, toSlave }) => {
    const actions: Action[] = [];
    for (const [direction, frames] of [
      ['toMaster', toMaster],
      ['toSlave', toSlave],
    ] as const) {
      if (frames.length === 0) continue;
      actions.push({ kind: 'frame', link: id, direction, lost: 0 });
      const broken = frames.findIndex(({ kind }) => kind === 'broken');
      // What was on its way when the connection broke may be lost with it.
      if (broken > 0) actions.push({ kind: 'frame', link: id, direction, lost: broken });
    }
    return actions;
  });
}

function operationActions(state: WorldState, budget: FaultBudget): Action[] {
  const { operations, uncommitted } = state.components.get(DATABASE) as Database;
  const actions: Action[] = uncommitted.length > 0 ? [{ kind: 'majority' }] : [];
  for (const { id, phase, life } of operations.values()) {
    if (phase === 'sent') {
      actions.push({ kind: 'operation', id, step: 'execute' });
      if (life > 0 && budget.lingeringRequests > 0) actions.push({ kind: 'operation', id, step: 'linger' });
    }
    if (phase === 'answered') {
      actions.push({ kind: 'operation', id, step: 'answer' });
      if (life > 0 && budget.lostReplies > 0) actions.push({ kind: 'operation', id, step: 'lose' });
    }
    if (phase === 'resting') actions.push({ kind: 'operation', id, step: 'repeat' });
  }
  if (budget.rollbacks > 0 && uncommitted.length > 0) actions.push({ kind: 'roll back' });
  return actions;
}

function masterActions({ name: master, power, core, wakeAtMs }: MasterNode, budget: FaultBudget): Action[] {
  if (power === 'off') return [{ kind: 'start master', master }];
  const actions: Action[] = [];
  if (wakeAtMs < Infinity) actions.push({ kind: 'wake', master });
  if (budget.periods > 0) actions.push({ kind: 'period', master });
  if (budget.masterKills > 0) actions.push({ kind: 'kill master', master });
  if (budget.stops > 0 && core?.role.kind !== 'stopping') actions.push({ kind: 'stop master', master });
  if (budget.takeovers > 0 && core?.role.kind === 'follower' && !core.role.observing)
    actions.push({ kind: 'takeover', master });
  return actions;
}

function slaveActions({ id: slave, power, core, timers }: SlaveNode, budget: FaultBudget): Action[] {
  if (power === 'off') return [{ kind: 'start slave', slave }];
  const actions: Action[] = [];
  for (const timer of timers.keys()) if (RINGING.has(timer)) actions.push({ kind: 'timer', slave, timer });
  if (budget.slaveKills > 0) actions.push({ kind: 'kill slave', slave });
  if (budget.stops > 0 && core?.draining === false) actions.push({ kind: 'stop slave', slave });
  return actions;
}

function breakActions(state: WorldState, budget: FaultBudget): Action[] {
  return componentsOf<Link>(state, LINK).flatMap(({ id: link, masterSide, slaveSide }) => {
    if (masterSide !== 'open' || slaveSide === 'closed') return [];
    const actions: Action[] = [];
    if (budget.breaks > 0) actions.push({ kind: 'break', link, sides: 'both' });
    if (budget.halfBreaks > 0)
      actions.push({ kind: 'break', link, sides: 'master' }, { kind: 'break', link, sides: 'slave' });
    return actions;
  });
}

/** Everything that may happen next in a state, but for deaths in the middle of it. */
export function enabledActions(state: WorldState): Action[] {
  const { budget } = state;
  return [
    ...frameActions(state),
    ...operationActions(state, budget),
    ...componentsOf<MasterNode>(state, MASTER).flatMap((master) => masterActions(master, budget)),
    ...componentsOf<SlaveNode>(state, SLAVE).flatMap((slave) => slaveActions(slave, budget)),
    ...breakActions(state, budget),
  ];
}

/**
 * The actions of one slave that need not be tried against those of everybody else: whatever the others do first leads
 * to the same, for nothing that they can still do touches what the slave is about to do ("persistent sets", Godefroid,
 * 1996). Null where there is no such slave. As long as connections may break, or masters die and lose what is on its
 * way, there is none.
 */
export function independentActions(state: WorldState, actions: readonly Action[]): readonly Action[] | null {
  const { breaks, halfBreaks, masterKills, stops } = state.budget;
  if (breaks + halfBreaks + masterKills + stops > 0) return null;
  for (const { id } of componentsOf<SlaveNode>(state, SLAVE)) {
    const own = actions.filter((action) => slaveOf(state, action) === id);
    if (own.some(({ kind }) => kind === 'frame' || kind === 'timer')) return own;
  }
  return null;
}

/** The slave that alone is concerned by an action; null where it concerns others. */
function slaveOf(state: WorldState, action: Action): string | null {
  if (action.kind === 'frame')
    return action.direction === 'toSlave' ? (state.components.get(LINK + action.link) as Link).slave : null;
  return 'slave' in action ? action.slave : null;
}
