import type { Direction, Link, SlaveTimer } from '../world/cluster.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import { DATABASE, LINK, MASTER, SLAVE, type FaultBudget, type WorldState } from './state.ts';

/**
 * What can happen to a request of a master. `lose`: its answer is lost. `linger`: the master gives it up, but it is
 * executed later.
 */
export type RequestStep = 'execute' | 'answer' | 'repeat' | 'lose' | 'linger';

/** One thing that can happen next. */
export type Action = {
  /** The acting process crashes before this effect of the action, counted from 0. */
  readonly crashBeforeEffect?: number;
} & (
  | {
      /** The first message in one direction of a link arrives, after `lost` messages before it were lost. */
      readonly kind: 'frame';
      readonly link: string;
      readonly direction: Direction;
      readonly lost: number;
    }
  | { readonly kind: 'operation'; readonly id: number; readonly step: RequestStep }
  | { readonly kind: 'majority' }
  | { readonly kind: 'timer'; readonly slave: string; readonly timer: SlaveTimer }
  | {
      readonly kind: 'wake' | 'period' | 'takeover' | 'stop master' | 'kill master' | 'start master';
      readonly master: string;
    }
  | { readonly kind: 'stop slave' | 'kill slave' | 'start slave'; readonly slave: string }
  | { readonly kind: 'break'; readonly link: string; readonly sides: 'both' | 'master' | 'slave' }
  | { readonly kind: 'roll back' }
);

/** Returns the budget that an action is charged to; null when it is not a fault. */
export function costOf(action: Action): keyof FaultBudget | null {
  switch (action.kind) {
    case 'operation':
      if (action.step === 'lose') return 'lostReplies';
      return action.step === 'linger' ? 'lingeringRequests' : null;
    case 'period':
      return 'periods';
    case 'takeover':
      return 'takeovers';
    case 'stop master':
    case 'stop slave':
      return 'stops';
    case 'kill master':
      return 'masterKills';
    case 'kill slave':
      return 'slaveKills';
    case 'break':
      return action.sides === 'both' ? 'breaks' : 'halfBreaks';
    case 'roll back':
      return 'rollbacks';
    case 'frame':
    case 'majority':
    case 'timer':
    case 'wake':
    case 'start master':
    case 'start slave':
      return null;
  }
}

/** Returns the key of the process that takes a step in an action; null when none does. */
export function actorOf(state: WorldState, action: Action): string | null {
  switch (action.kind) {
    case 'frame': {
      const link = state.components.get(LINK + action.link) as Link;
      return action.direction === 'toMaster' ? MASTER + link.master : SLAVE + link.slave;
    }
    case 'operation': {
      const operation = (state.components.get(DATABASE) as SimulatedDatabase).operations.get(action.id);
      return action.step === 'answer' && operation !== undefined && operation.incarnation > 0
        ? MASTER + operation.master
        : null;
    }
    case 'timer':
    case 'stop slave':
      return SLAVE + action.slave;
    case 'wake':
    case 'period':
    case 'takeover':
    case 'stop master':
      return MASTER + action.master;
    case 'majority':
    case 'roll back':
    case 'break':
    case 'kill master':
    case 'start master':
    case 'kill slave':
    case 'start slave':
      return null;
  }
}

/** Returns whether the budget allows the acting process to crash during an action. */
export function mayCrash(state: WorldState, action: Action): boolean {
  const actor = actorOf(state, action);
  if (actor === null) return false;
  return actor.startsWith(MASTER) ? state.budget.masterKills > 0 : state.budget.slaveKills > 0;
}
