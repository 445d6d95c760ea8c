import type { Event } from '@steadfast/master/core/events';
import type { MasterNode, SimulatedCluster } from './cluster.ts';

/** Queues an event for a master core, which handles its inbox as one batch a moment later. */
export function enqueueEvent(cluster: SimulatedCluster, master: MasterNode, event: Event): void {
  master.inbox.push(event);
  if (master.inbox.length === 1) cluster.schedule.drain(master);
}
