import type { Link, MasterNode, SlaveNode, SlaveTimer } from '../world/cluster.ts';
import type { Action } from './action.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import { componentsOf, DATABASE, LINK, MASTER, SLAVE, type FaultBudget, type WorldState } from './state.ts';

/*
 * The actions that are possible in a state, and which of them commute with all others.
 */

/** Timeouts are not explored: they have the same consequences as a broken connection, and healing covers them. */
const EXPLORED_TIMERS: ReadonlySet<SlaveTimer> = new Set(['retry', 'execution']);

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
      // What was in transit when the connection broke may be lost.
      if (broken > 0) actions.push({ kind: 'frame', link: id, direction, lost: broken });
    }
    return actions;
  });
}

function operationActions(state: WorldState, budget: FaultBudget): Action[] {
  const { operations, uncommitted } = state.components.get(DATABASE) as SimulatedDatabase;
  const actions: Action[] = uncommitted.length > 0 ? [{ kind: 'majority' }] : [];
  for (const { id, phase, incarnation } of operations.values()) {
    if (phase === 'sent') {
      actions.push({ kind: 'operation', id, step: 'execute' });
      if (incarnation > 0 && budget.lingeringRequests > 0) actions.push({ kind: 'operation', id, step: 'linger' });
    }
    if (phase === 'answered') {
      actions.push({ kind: 'operation', id, step: 'answer' });
      if (incarnation > 0 && budget.lostReplies > 0) actions.push({ kind: 'operation', id, step: 'lose' });
    }
    if (phase === 'backing-off') actions.push({ kind: 'operation', id, step: 'repeat' });
  }
  if (budget.rollbacks > 0 && uncommitted.length > 0) actions.push({ kind: 'roll back' });
  return actions;
}

function masterActions({ name: master, status, core, wakeAtMs }: MasterNode, budget: FaultBudget): Action[] {
  if (status === 'down') return [{ kind: 'start master', master }];
  const actions: Action[] = [];
  if (wakeAtMs < Infinity) actions.push({ kind: 'wake', master });
  if (budget.periods > 0) actions.push({ kind: 'period', master });
  if (budget.masterKills > 0) actions.push({ kind: 'kill master', master });
  if (budget.stops > 0 && core?.role.kind !== 'stopping') actions.push({ kind: 'stop master', master });
  if (budget.takeovers > 0 && core?.role.kind === 'follower' && !core.role.observing)
    actions.push({ kind: 'takeover', master });
  return actions;
}

function slaveActions({ id: slave, status, core, timers }: SlaveNode, budget: FaultBudget): Action[] {
  if (status === 'down') return [{ kind: 'start slave', slave }];
  const actions: Action[] = [];
  for (const timer of timers.keys()) if (EXPLORED_TIMERS.has(timer)) actions.push({ kind: 'timer', slave, timer });
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

/** Returns every action that is possible in a state; crashes during an action are not included. */
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
 * Returns actions of one slave that commute with all other possible actions, so that only they need to be explored
 * from this state: a persistent set (Godefroid, 1996). Returns null when there is none, in particular while a fault is
 * possible that would interfere with a slave: a broken connection, a stop, or a master that crashes and loses messages.
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

/** Returns the only process that an action affects if that is a slave; null otherwise. */
function slaveOf(state: WorldState, action: Action): string | null {
  if (action.kind === 'frame')
    return action.direction === 'toSlave' ? (state.components.get(LINK + action.link) as Link).slave : null;
  return 'slave' in action ? action.slave : null;
}
