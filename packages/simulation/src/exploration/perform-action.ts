import { executeInMemory } from '@steadfast/master/store/memory-store';
import type { MasterNode, SimulatedCluster } from '../world/cluster.ts';
import {
  answerOperation,
  stepDownPrimary,
  executeOperation,
  failOperation,
  orphanOperation,
  reachMajority,
  retryOperation,
} from '../world/database-client.ts';
import { enqueueEvent } from '../world/inbox.ts';
import { deliverToMaster, closeSessionAtMaster, killMaster, startMaster } from '../world/master-node.ts';
import {
  deliverToSlave,
  closeSessionAtSlave,
  killSlave,
  fireTimer,
  startSlave,
  stopSlave,
} from '../world/slave-node.ts';
import type { Action, RequestStep } from './action.ts';
import { PERIOD_MS } from './period.ts';

function tick(cluster: SimulatedCluster, master: MasterNode, afterMs: number): void {
  master.clock.offsetMs += afterMs;
  master.wakeAtMs = Infinity;
  enqueueEvent(cluster, master, { kind: 'tick' });
}

/** Makes a standby claim leadership, as if it had observed a silent leader for long enough. */
function takeOver(cluster: SimulatedCluster, master: MasterNode): void {
  const role = master.core?.role;
  if (role?.kind !== 'follower') return;
  const response = executeInMemory(cluster.database().committed, { kind: 'observe' });
  if (response.kind === 'observed') role.observation = { end: response.end, control: response.control };
  role.silentMs = Infinity;
  tick(cluster, master, PERIOD_MS / 2);
}

function advanceRequest(cluster: SimulatedCluster, id: number, step: RequestStep): void {
  const operation = cluster.database().operations.get(id);
  if (operation === undefined) return;
  switch (step) {
    case 'execute':
      return executeOperation(cluster, operation);
    case 'answer':
      return answerOperation(cluster, operation);
    case 'repeat':
      return retryOperation(cluster, operation);
    case 'lose':
      return failOperation(cluster, operation);
    case 'linger':
      orphanOperation(cluster, operation);
      return failOperation(cluster, operation);
  }
}

function breakLink(cluster: SimulatedCluster, id: string, sides: 'both' | 'master' | 'slave'): void {
  const link = cluster.link(id);
  if (link === undefined) return;
  if (sides !== 'slave') closeSessionAtMaster(cluster, link, 'connection broken');
  if (sides !== 'master') closeSessionAtSlave(cluster, cluster.slave(link.slave), link, 'the connection broke');
}

function deliverFrame(cluster: SimulatedCluster, action: Extract<Action, { kind: 'frame' }>): void {
  const link = cluster.link(action.link);
  if (link === undefined) return;
  link[action.direction].splice(0, action.lost);
  if (action.direction === 'toMaster') deliverToMaster(cluster, link);
  else deliverToSlave(cluster, cluster.slave(link.slave), link);
}

/** Performs an action, but not what follows from it at once: see `settle`. */
export function performAction(cluster: SimulatedCluster, action: Action): void {
  switch (action.kind) {
    case 'frame':
      return deliverFrame(cluster, action);
    case 'operation':
      return advanceRequest(cluster, action.id, action.step);
    case 'majority':
      return reachMajority(cluster, Infinity);
    case 'roll back':
      return stepDownPrimary(cluster);
    case 'timer': {
      const slave = cluster.slave(action.slave);
      return fireTimer(cluster, slave, action.timer, slave.timers.get(action.timer) ?? 0);
    }
    case 'wake': {
      const master = cluster.master(action.master);
      return tick(cluster, master, Math.max(0, master.wakeAtMs - master.clock.offsetMs));
    }
    case 'period':
      return tick(cluster, cluster.master(action.master), PERIOD_MS);
    case 'takeover':
      return takeOver(cluster, cluster.master(action.master));
    case 'stop master':
      return enqueueEvent(cluster, cluster.master(action.master), { kind: 'stop', reason: 'stop requested' });
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
      return breakLink(cluster, action.link, action.sides);
  }
}
