import type { SimulatedCluster, Link, MasterNode } from '../world/cluster.ts';
import { answerOperation, executeOperation, retryOperation } from '../world/database-client.ts';
import { isRead, type Operation } from '../world/database.ts';
import { deliverToMaster, drainInbox } from '../world/master-node.ts';
import { deliverToSlave } from '../world/slave-node.ts';
import type { ComponentStore } from './component-store.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import type { Shortcuts } from './explored-cluster.ts';
import { renumber } from './renumber.ts';
import { DATABASE, LINK, MASTER } from './state.ts';

/** The parts of a workbench that settling needs. */
interface Bench {
  readonly store: ComponentStore;
  readonly cluster: SimulatedCluster;
}

function drainInboxes({ store, cluster }: Bench): void {
  for (const key of store.components().keys()) {
    if (!key.startsWith(MASTER)) continue;
    const name = key.slice(MASTER.length);
    while ((store.components().get(key) as MasterNode).inbox.length > 0) drainInbox(cluster, cluster.master(name));
  }
}

/** Opens connections in one step: it makes no difference what other processes do in between. */
function openConnections({ store, cluster }: Bench): boolean {
  let opened = false;
  for (const [key, component] of store.components()) {
    if (!key.startsWith(LINK)) continue;
    const { id, slave, toMaster, toSlave } = component as Link;
    if (toMaster[0]?.kind === 'connect') deliverToMaster(cluster, cluster.link(id) as Link);
    else if (toSlave[0]?.kind === 'accepted') deliverToSlave(cluster, cluster.slave(slave), cluster.link(id) as Link);
    else continue;
    opened = true;
  }
  return opened;
}

/** Advances the first request that takes no time; returns whether there was one. */
function advanceRequest({ store, cluster }: Bench, { requestsAtOnce }: Shortcuts): boolean {
  const { operations } = store.components().get(DATABASE) as SimulatedDatabase;
  for (const { id, phase, request, incarnation } of operations.values()) {
    if (!requestsAtOnce.has(request.kind) || phase === 'written') continue;
    const operation = cluster.database().operations.get(id) as Operation;
    if (phase === 'sent') executeOperation(cluster, operation);
    else if (phase === 'answered') answerOperation(cluster, operation);
    else if (incarnation > 0) retryOperation(cluster, operation);
    return true;
  }
  return false;
}

/** Removes requests of senders that are gone, unless they may still write something. */
function removeOrphanedRequests({ store, cluster }: Bench): void {
  const { operations } = store.components().get(DATABASE) as SimulatedDatabase;
  for (const { id, phase, request, incarnation, master: name } of operations.values()) {
    const master = store.components().get(MASTER + name) as MasterNode;
    const awaited = master.status !== 'down' && master.incarnation === incarnation;
    if (!awaited && (phase === 'answered' || phase === 'backing-off' || isRead(request)))
      cluster.database().operations.delete(id);
  }
}

/** Completes everything that takes no time. */
export function settle(bench: Bench, shortcuts: Shortcuts): void {
  do {
    drainInboxes(bench);
    removeOrphanedRequests(bench);
  } while (openConnections(bench) || advanceRequest(bench, shortcuts));
  renumber(bench.store);
}
