import type { Direction, Link, MasterNode, SlaveNode, SlaveTimer } from '../world/cluster.ts';
import {
  answerOperation,
  deposePrimary,
  executeOperation,
  failOperation,
  leaveBehind,
  reachMajority,
  repeatOperation,
} from '../world/database-client.ts';
import { tellMaster } from '../world/inbox.ts';
import { arriveAtMaster, closeSession, killMaster, startMaster } from '../world/master-node.ts';
import { arriveAtSlave, finishSession, killSlave, ringTimer, startSlave, stopSlave } from '../world/slave-node.ts';
import { executeInMemory } from '@steadfast/master/memory-store';
import type { Database } from './copy.ts';
import { PERIOD_MS } from './digest.ts';
import { DATABASE, LINK, MASTER, SLAVE, type FaultBudget, type WorldState } from './state.ts';
import type { Workbench } from './workbench.ts';

/** What can be done to a request of a master. */
type OperationStep = 'execute' | 'answer' | 'repeat' | 'lose' | 'linger';

/** One thing that may happen next. */
export type Action = {
  /** The process that is concerned dies before its so-manieth effect of this. */
  readonly fuse?: number;
} & (
  | { readonly kind: 'frame'; readonly link: string; readonly direction: Direction; readonly lost: number }
  | { readonly kind: 'operation'; readonly id: number; readonly step: OperationStep }
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

/** What an action takes from the budget; nothing where it is no fault. */
function costOf(action: Action): keyof FaultBudget | null {
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

/** The process that an action lets do something; null where it is none in particular. */
function actorOf(state: WorldState, action: Action): string | null {
  switch (action.kind) {
    case 'frame': {
      const link = state.components.get(LINK + action.link) as Link;
      return action.direction === 'toMaster' ? MASTER + link.master : SLAVE + link.slave;
    }
    case 'operation': {
      const operation = (state.components.get(DATABASE) as Database).operations.get(action.id);
      return action.step === 'answer' && operation !== undefined && operation.life > 0
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

function tick({ cluster }: Workbench, master: MasterNode, afterMs: number): void {
  master.clock.offsetMs += afterMs;
  master.wakeAtMs = Infinity;
  tellMaster(cluster, master, { kind: 'tick' });
}

/** A standby that has watched all the time takes the leader for gone. */
function losePatience(bench: Workbench, master: MasterNode): void {
  const role = master.core?.role;
  if (role?.kind !== 'follower') return;
  const response = executeInMemory(bench.cluster.database().committed, { kind: 'observe' });
  if (response.kind === 'observed') role.observation = { end: response.end, control: response.control };
  role.silentMs = Infinity;
  tick(bench, master, PERIOD_MS / 2);
}

function advanceOperation({ cluster }: Workbench, id: number, step: OperationStep): void {
  const operation = cluster.database().operations.get(id);
  if (operation === undefined) return;
  switch (step) {
    case 'execute':
      return executeOperation(cluster, operation);
    case 'answer':
      return answerOperation(cluster, operation);
    case 'repeat':
      return repeatOperation(cluster, operation);
    case 'lose':
      return failOperation(cluster, operation);
    case 'linger':
      leaveBehind(cluster, operation);
      return failOperation(cluster, operation);
  }
}

function breakLink({ cluster }: Workbench, id: string, sides: 'both' | 'master' | 'slave'): void {
  const link = cluster.link(id);
  if (link === undefined) return;
  if (sides !== 'slave') closeSession(cluster, link, 'its stream broke');
  if (sides !== 'master') finishSession(cluster, cluster.slave(link.slave), link, 'the connection broke');
}

function deliver({ cluster }: Workbench, action: Extract<Action, { kind: 'frame' }>): void {
  const link = cluster.link(action.link);
  if (link === undefined) return;
  link[action.direction].splice(0, action.lost);
  if (action.direction === 'toMaster') arriveAtMaster(cluster, link);
  else arriveAtSlave(cluster, cluster.slave(link.slave), link);
}

function perform(bench: Workbench, action: Action): void {
  const { cluster } = bench;
  switch (action.kind) {
    case 'frame':
      return deliver(bench, action);
    case 'operation':
      return advanceOperation(bench, action.id, action.step);
    case 'majority':
      return reachMajority(cluster, Infinity);
    case 'roll back':
      return deposePrimary(cluster);
    case 'timer': {
      const slave = cluster.slave(action.slave);
      return ringTimer(cluster, slave, action.timer, slave.timers.get(action.timer) ?? 0);
    }
    case 'wake': {
      const master = cluster.master(action.master);
      return tick(bench, master, Math.max(0, master.wakeAtMs - master.clock.offsetMs));
    }
    case 'period':
      return tick(bench, cluster.master(action.master), PERIOD_MS);
    case 'takeover':
      return losePatience(bench, cluster.master(action.master));
    case 'stop master':
      return tellMaster(cluster, cluster.master(action.master), { kind: 'stop', reason: 'it was asked to stop' });
    case 'kill master':
      return killMaster(cluster, cluster.master(action.master));
    case 'start master':
      return startMaster(cluster, cluster.master(action.master));
    case 'stop slave':
      return stopSlave(cluster, cluster.slave(action.slave));
    case 'kill slave':
      return killSlave(cluster, cluster.slave(action.slave));
    case 'start slave':
      return startSlave(cluster, cluster.slave(action.slave));
    case 'break':
      return breakLink(bench, action.link, action.sides);
  }
}

/** More effects than any action has. */
const NO_DEATH = 1_000_000;

/** A state that an action led to. */
export interface ActionResult {
  readonly state: WorldState;
  /** How many effects the process had that acted; it could have died before each of them. */
  readonly effects: number;
}

/** Does what an action says, in a state; gives the next one. */
export function applyAction(bench: Workbench, state: WorldState, action: Action): ActionResult {
  const { cluster } = bench;
  bench.take(state);
  const actor = actorOf(state, action);
  const node = (): MasterNode | SlaveNode | null => {
    if (actor === null) return null;
    return actor.startsWith(MASTER)
      ? cluster.master(actor.slice(MASTER.length))
      : cluster.slave(actor.slice(SLAVE.length));
  };
  const before = node();
  if (before !== null && before.power === 'on') before.fuse = action.fuse ?? NO_DEATH;
  perform(bench, action);
  bench.settle();
  const after = node();
  const effects = after?.fuse === undefined || after.fuse === null ? 0 : NO_DEATH - after.fuse;
  if (after !== null) after.fuse = null;
  const cost = costOf(action);
  let { budget } = state;
  if (cost !== null) budget = { ...budget, [cost]: budget[cost] - 1 };
  if (action.fuse !== undefined && actor !== null) {
    const death = actor.startsWith(MASTER) ? 'masterKills' : 'slaveKills';
    budget = { ...budget, [death]: budget[death] - 1 };
  }
  return { state: bench.give(budget), effects };
}

/** Whether the budget lets the process die that an action lets do something. */
export function mayDie(state: WorldState, action: Action): boolean {
  const actor = actorOf(state, action);
  if (actor === null) return false;
  return actor.startsWith(MASTER) ? state.budget.masterKills > 0 : state.budget.slaveKills > 0;
}
