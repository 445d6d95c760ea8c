import type { Event } from '@steadfast/master/core/events';
import type { Cluster, MasterNode } from './cluster.ts';

/** Gives a core something to consider; it will be asked a moment later, together with what else has come by then. */
export function tellMaster(cluster: Cluster, master: MasterNode, event: Event): void {
  master.inbox.push(event);
  if (master.inbox.length === 1) cluster.later.drain(master);
}
