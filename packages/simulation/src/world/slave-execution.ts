import { recordEnd, recordStart } from '@steadfast/invariants';
import { attemptKey } from '@steadfast/protocol/messages';
import type { Event } from '@steadfast/slave/core/events';
import type { AssignedAttempt } from '@steadfast/slave/core/state';
import type { SimulatedCluster, SlaveNode } from './cluster.ts';
import { instanceOf } from './slave-checks.ts';
import { setTimer } from './slave-timers.ts';

/*
 * The executor of a slave: it sleeps, and writes the start and the end to a journal that may be full.
 */

const DISK_FULL = 'the disk is full';

/** Starts an execution. Returns the event for the core. */
export function startExecution(cluster: SimulatedCluster, slave: SlaveNode, assigned: AssignedAttempt): Event {
  const { taskId, attempt, sleepSeconds } = assigned;
  if (slave.journalBroken) return { kind: 'execution.rejected', taskId, attempt, reason: DISK_FULL };
  if (slave.core?.draining === true)
    cluster.reportViolation('stopping-takes-nothing', () => `${slave.id} started ${taskId}#${attempt} while stopping`);
  const instance = instanceOf(slave);
  const { executions } = cluster.mutableObservations();
  recordStart(executions, { taskId, attempt, host: slave.host, instance }, cluster.reportViolation);
  const sleepMs = sleepSeconds * 1_000;
  const nonce = `${instance} ${attemptKey(assigned)}`;
  slave.execution = { taskId, attempt, nonce, sleepMs, startedMs: cluster.monotonicMs(slave) };
  setTimer(cluster, slave, 'execution', sleepMs);
  return { kind: 'execution.started', taskId, attempt, nonce };
}

/** Finishes the execution whose timer has fired. Returns the event for the core; null when nothing is running. */
export function finishExecution(cluster: SimulatedCluster, slave: SlaveNode): Event | null {
  const { execution } = slave;
  if (execution === null) return null;
  const { taskId, attempt, nonce, startedMs, sleepMs } = execution;
  const sleptMs = cluster.monotonicMs(slave) - startedMs;
  const { executions } = cluster.mutableObservations();
  slave.execution = null;
  if (slave.journalBroken) {
    recordEnd(executions, instanceOf(slave), 'aborted', 0, cluster.reportViolation);
    return { kind: 'execution.unrecorded', taskId, attempt, reason: DISK_FULL };
  }
  // Rounded, because floating-point times may be off by a tiny fraction of a millisecond.
  recordEnd(executions, instanceOf(slave), 'finished', Math.round(sleepMs - sleptMs), cluster.reportViolation);
  slave.unacknowledged.add(attemptKey(execution));
  return { kind: 'execution.finished', taskId, attempt, nonce, sleptMs };
}

/** Aborts the execution that is in progress, if any. */
export function abortExecution(cluster: SimulatedCluster, slave: SlaveNode): void {
  if (slave.execution === null) return;
  slave.execution = null;
  slave.timers.delete('execution');
  recordEnd(cluster.mutableObservations().executions, instanceOf(slave), 'aborted', 0, cluster.reportViolation);
}
