import { checkAbort } from '@steadfast/invariants';
import { attemptKey } from '@steadfast/protocol/messages';
import type { FrameToSlave, Link, SimulatedCluster, SlaveNode } from './cluster.ts';

/*
 * Promises about slaves, checked when they receive a message.
 */

/** Returns the instance of the current incarnation of a slave. */
export function instanceOf({ id, incarnation }: SlaveNode): string {
  return `${id}.${incarnation}`;
}

/** Records what a message entitles a slave to do, before its core handles it, and checks aborts. */
export function observeMessage(
  cluster: SimulatedCluster,
  slave: SlaveNode,
  link: Link,
  { message }: Extract<FrameToSlave, { kind: 'message' }>,
): void {
  if (message.kind === 'welcome') {
    link.epoch = message.epoch;
    slave.highestEpoch = Math.max(slave.highestEpoch, message.epoch);
  }
  if (slave.core?.connection.kind !== 'registered') return;
  if (message.kind !== 'acknowledge' && message.kind !== 'abort') return;
  const { running } = slave.core;
  const hasReport = slave.unacknowledged.delete(attemptKey(message));
  const isRunning = running !== null && attemptKey(running) === attemptKey(message);
  if (message.kind === 'abort' && (hasReport || isRunning)) {
    const receiver = { host: slave.host, instance: instanceOf(slave) };
    checkAbort(cluster.observations().ledger, message, receiver, cluster.reportViolation);
  }
}

/** Checks that a slave which accepts a session has not seen a higher epoch before. */
export function checkEpochOrder(
  cluster: SimulatedCluster,
  { id, link: sessionLink, core, highestEpoch }: SlaveNode,
  link: Link,
): void {
  if (sessionLink === link.id && core?.connection.kind === 'registered' && link.epoch < highestEpoch)
    cluster.reportViolation(
      'no-lower-epoch',
      () => `${id} accepts a master of epoch ${link.epoch} after epoch ${highestEpoch}`,
    );
}
