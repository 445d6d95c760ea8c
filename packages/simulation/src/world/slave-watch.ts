import type { AttemptReference } from '@steadfast/protocol/messages';
import { checkAbort } from '@steadfast/invariants';
import type { Cluster, FrameToSlave, Link, SlaveNode } from './cluster.ts';

/*
 * What an observer notes and compares when a slave is told something.
 */

/** The name of the life that a slave is in. */
export function instanceOf({ id, life }: SlaveNode): string {
  return `${id}.${life}`;
}

/** An attempt as the observer keeps it. */
export function keyOf({ taskId, attempt }: AttemptReference): string {
  return `${attempt} ${taskId}`;
}

/** The observer notes what a message entitles the slave to. */
export function observeMessage(
  cluster: Cluster,
  slave: SlaveNode,
  link: Link,
  { message }: Extract<FrameToSlave, { kind: 'message' }>,
): void {
  if (message.kind === 'welcome') {
    link.epoch = message.epoch;
    slave.highestEpoch = Math.max(slave.highestEpoch, message.epoch);
  }
  if (slave.core?.phase.kind !== 'welcomed') return;
  if (message.kind !== 'acknowledge' && message.kind !== 'abort') return;
  const { running } = slave.core;
  const owes = slave.owed.delete(keyOf(message));
  const runs = running !== null && keyOf(running) === keyOf(message);
  if (message.kind === 'abort' && (owes || runs)) {
    const hearer = { host: slave.host, instance: instanceOf(slave) };
    checkAbort(cluster.observed().ledger, message, hearer, cluster.report);
  }
}

/** Whom a slave obeys has the highest epoch that it has seen. */
export function checkObedience(
  cluster: Cluster,
  { id, link, core, highestEpoch }: SlaveNode,
  { id: on, epoch }: Link,
): void {
  if (link === on && core?.phase.kind === 'welcomed' && epoch < highestEpoch)
    cluster.report('no-lower-epoch', () => `${id} obeys epoch ${epoch} after ${highestEpoch}`);
}
