import { checkAbort, judgeEpoch, type EpochJudgement } from '@steadfast/invariants';
import { attemptKey } from '@steadfast/protocol/messages';
import type { FrameToSlave, Link, SimulatedCluster, SlaveNode } from './cluster.ts';

/*
 * Promises about slaves, checked when they receive a message.
 */

/** Returns the instance of the current incarnation of a slave. */
export function instanceOf({ id, incarnation }: SlaveNode): string {
  return `${id}.${incarnation}`;
}

type Verdict = EpochJudgement['verdict'];

/** Records what the epoch in a Welcome requires a slave to do, before its core handles it. Returns that. */
function observeWelcome(slave: SlaveNode, link: Link, epoch: number): Verdict | null {
  link.epoch = epoch;
  // In any other state, the slave does not take it for an answer to its Register.
  if (slave.core?.connection.kind !== 'registering') return null;
  const { verdict, trust } = judgeEpoch(slave.epochTrust, epoch, slave.core.running !== null);
  slave.epochTrust = trust;
  // The reports may be about attempts of another ledger, which numbers its attempts from 1 as well.
  if (verdict === 'forgotten') slave.unacknowledged.clear();
  return verdict;
}

/**
 * Records what a message entitles a slave to do, before its core handles it, and checks aborts. Returns what the slave
 * must do with the epoch of a Welcome; null for other messages.
 */
export function observeMessage(
  cluster: SimulatedCluster,
  slave: SlaveNode,
  link: Link,
  { message }: Extract<FrameToSlave, { kind: 'message' }>,
): Verdict | null {
  if (message.kind === 'welcome') return observeWelcome(slave, link, message.epoch);
  if (slave.core?.connection.kind !== 'registered') return null;
  if (message.kind !== 'acknowledge' && message.kind !== 'abort') return null;
  const { running } = slave.core;
  const hasReport = slave.unacknowledged.delete(attemptKey(message));
  const isRunning = running !== null && attemptKey(running) === attemptKey(message);
  if (message.kind === 'abort' && (hasReport || isRunning)) {
    const receiver = { host: slave.host, instance: instanceOf(slave) };
    checkAbort(cluster.observations().ledger, message, receiver, cluster.reportViolation);
  }
  return null;
}

/** Checks that a slave has accepted the session of a master only if it must believe its epoch, and then always. */
export function checkEpoch(
  cluster: SimulatedCluster,
  { id, link: sessionLink, core, epochTrust }: SlaveNode,
  link: Link,
  verdict: Verdict | null,
): void {
  if (core === null) return;
  const isRegistered = sessionLink === link.id && core.connection.kind === 'registered';
  if (isRegistered && (link.epoch < epochTrust.highest || verdict === 'lower' || verdict === 'forgotten'))
    cluster.reportViolation('no-lower-epoch', () => `${id} accepts a master of epoch ${link.epoch}, which is over`);
  if (isRegistered && verdict === 'implausible')
    cluster.reportViolation('false-master-is-left', () => `${id} believes epoch ${link.epoch}`);
  if (!isRegistered && verdict === 'believed')
    cluster.reportViolation('false-master-is-left', () => `${id} does not believe epoch ${link.epoch}`);
}
