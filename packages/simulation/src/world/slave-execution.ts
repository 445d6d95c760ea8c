import { recordEnd, recordStart } from '@steadfast/invariants';
import { attemptKey } from '@steadfast/protocol/messages';
import type { Event } from '@steadfast/slave/core/events';
import type { AssignedAttempt } from '@steadfast/slave/core/state';
import type { RunningExecution, SimulatedCluster, SlaveNode } from './cluster.ts';
import { instanceOf } from './slave-checks.ts';
import { setTimer } from './slave-timers.ts';

/*
 * The executor of a slave: it sleeps, and writes the start and the end to a journal that may be full.
 */

const DISK_FULL = 'the disk is full';

/** Records that a slave has started an execution, and checks that it may. */
export function recordStarted(
  cluster: SimulatedCluster,
  slave: SlaveNode,
  { taskId, attempt, nonce, sleepMs }: Omit<RunningExecution, 'startedMs'>,
): void {
  if (slave.core?.draining === true)
    cluster.reportViolation('stopping-takes-nothing', () => `${slave.id} started ${taskId}#${attempt} while stopping`);
  if (slave.core?.connection.kind !== 'registered')
    cluster.reportViolation(
      'starts-while-registered',
      () => `${slave.id} started ${taskId}#${attempt} without a session`,
    );
  const start = { taskId, attempt, host: slave.host, instance: instanceOf(slave) };
  recordStart(cluster.mutableObservations().executions, start, cluster.reportViolation);
  slave.execution = { taskId, attempt, nonce, sleepMs, startedMs: cluster.monotonicMs(slave) };
}

/** Records how the execution of a slave has ended, and checks that it has slept long enough if it has finished. */
export function recordEnded(
  cluster: SimulatedCluster,
  slave: SlaveNode,
  execution: RunningExecution,
  how: 'finished' | 'aborted',
): void {
  const sleptMs = cluster.monotonicMs(slave) - execution.startedMs;
  // Rounded, because floating-point times may be off by a tiny fraction of a millisecond.
  const missingMs = how === 'finished' ? Math.round(execution.sleepMs - sleptMs) : 0;
  slave.execution = null;
  recordEnd(cluster.mutableObservations().executions, instanceOf(slave), how, missingMs, cluster.reportViolation);
  if (how === 'finished') slave.unacknowledged.add(attemptKey(execution));
}

/** Starts an execution. Returns the event for the core. */
export function startExecution(cluster: SimulatedCluster, slave: SlaveNode, assigned: AssignedAttempt): Event {
  const { taskId, attempt, sleepSeconds } = assigned;
  if (slave.journalBroken) return { kind: 'execution.rejected', taskId, attempt, reason: DISK_FULL };
  const sleepMs = sleepSeconds * 1_000;
  const nonce = `${instanceOf(slave)} ${attemptKey(assigned)}`;
  recordStarted(cluster, slave, { taskId, attempt, nonce, sleepMs });
  setTimer(cluster, slave, 'execution', sleepMs);
  return { kind: 'execution.started', taskId, attempt, nonce };
}

/** Finishes the execution after its timer has fired. Returns the event for the core; null when nothing is running. */
export function finishExecution(cluster: SimulatedCluster, slave: SlaveNode): Event | null {
  const { execution } = slave;
  if (execution === null) return null;
  const { taskId, attempt, nonce, startedMs } = execution;
  recordEnded(cluster, slave, execution, slave.journalBroken ? 'aborted' : 'finished');
  if (slave.journalBroken) return { kind: 'execution.unrecorded', taskId, attempt, reason: DISK_FULL };
  return { kind: 'execution.finished', taskId, attempt, nonce, sleptMs: cluster.monotonicMs(slave) - startedMs };
}

/** Aborts the execution that is in progress, if any. */
export function abortExecution(cluster: SimulatedCluster, slave: SlaveNode): void {
  if (slave.execution === null) return;
  slave.timers.delete('execution');
  recordEnded(cluster, slave, slave.execution, 'aborted');
}
