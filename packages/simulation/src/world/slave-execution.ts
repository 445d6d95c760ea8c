import { createHash } from 'node:crypto';
import { recordEnd, recordStart, type ExecutionEnd } from '@steadfast/invariants';
import { attemptKey, type Work } from '@steadfast/protocol/messages';
import type { Event } from '@steadfast/slave/core/events';
import type { EndReport } from '@steadfast/slave/core/outbox';
import type { AssignedAttempt } from '@steadfast/slave/core/state';
import type { Outcome } from '@steadfast/slave/work/work-runner';
import type { RunningExecution, SimulatedCluster, SlaveNode } from './cluster.ts';
import { outcomeOf, scriptOf } from './job-script.ts';
import { instanceOf } from './slave-checks.ts';
import { setTimer } from './slave-timers.ts';

/*
 * The executor of a slave: it sleeps or plays the script of a job, and writes the start and the end to a journal that may
 * be full.
 */

const DISK_FULL = 'the disk is full';

/** Returns how long some work must take, in milliseconds. A job may take as long as it likes. */
export function sleepMsOf(work: Work): number {
  return work.kind === 'sleep' ? work.sleepSeconds * 1_000 : 0;
}

/** Records that a slave has started an execution, and checks that it may. */
export function recordStarted(
  cluster: SimulatedCluster,
  slave: SlaveNode,
  execution: Omit<RunningExecution, 'startedMs' | 'aborting'>,
): void {
  const { taskId, attempt } = execution;
  if (slave.core?.draining === true)
    cluster.reportViolation('stopping-takes-nothing', () => `${slave.id} started ${taskId}#${attempt} while stopping`);
  if (slave.core?.connection.kind !== 'registered')
    cluster.reportViolation(
      'starts-while-registered',
      () => `${slave.id} started ${taskId}#${attempt} without a session`,
    );
  const start = { taskId, attempt, host: slave.host, instance: instanceOf(slave) };
  recordStart(cluster.mutableObservations().executions, start, cluster.reportViolation);
  slave.execution = { ...execution, startedMs: cluster.monotonicMs(slave), aborting: false };
}

/** Records how the execution of a slave has ended, and checks that it has slept long enough if it has finished. */
export function recordEnded(
  cluster: SimulatedCluster,
  slave: SlaveNode,
  execution: RunningExecution,
  end: ExecutionEnd,
): void {
  const sleptMs = cluster.monotonicMs(slave) - execution.startedMs;
  // Rounded, because floating-point times may be off by a tiny fraction of a millisecond.
  const missingMs = end.how === 'finished' ? Math.round(execution.sleepMs - sleptMs) : 0;
  slave.execution = null;
  recordEnd(cluster.mutableObservations().executions, instanceOf(slave), end, missingMs, cluster.reportViolation);
  if (end.how !== 'aborted') slave.unacknowledged.add(attemptKey(execution));
}

/** Writes a report to the disk of a slave, as its next process reads it. */
export function keepReport(slave: SlaveNode, report: EndReport): void {
  const message = { instance: instanceOf(slave), ...report.message };
  slave.disk.set(attemptKey(report), { ...report, message, kept: true, replayed: true });
}

/** Starts an execution. Returns the event for the core. */
export function startExecution(cluster: SimulatedCluster, slave: SlaveNode, assigned: AssignedAttempt): Event {
  const { taskId, attempt, work } = assigned;
  if (slave.journalBroken) return { kind: 'execution.rejected', taskId, attempt, reason: DISK_FULL };
  const sleepMs = sleepMsOf(work);
  const nonce = `${instanceOf(slave)} ${attemptKey(assigned)}`;
  recordStarted(cluster, slave, { taskId, attempt, nonce, sleepMs, work });
  setTimer(cluster, slave, 'execution', work.kind === 'sleep' ? sleepMs : scriptOf(work.input).runsMs);
  return { kind: 'execution.started', taskId, attempt, nonce };
}

function plannedOutcome({ work, attempt, aborting }: RunningExecution): Outcome {
  if (aborting) return { kind: 'aborted' };
  return work.kind === 'sleep' ? { kind: 'succeeded', result: null } : outcomeOf(scriptOf(work.input), attempt);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Returns what the journal says about an outcome. */
function endOf(outcome: Outcome): ExecutionEnd {
  if (outcome.kind !== 'succeeded') return { how: outcome.kind };
  return outcome.result === null ? { how: 'finished' } : { how: 'finished', resultSha256: sha256(outcome.result) };
}

/** Ends the execution after its timer has fired. Returns the event for the core; null when nothing is running. */
export function finishExecution(cluster: SimulatedCluster, slave: SlaveNode): Event | null {
  const { execution } = slave;
  if (execution === null) return null;
  const { taskId, attempt, nonce, startedMs } = execution;
  const outcome = plannedOutcome(execution);
  recordEnded(cluster, slave, execution, slave.journalBroken ? { how: 'aborted' } : endOf(outcome));
  const journalFailure = slave.journalBroken ? DISK_FULL : null;
  if (outcome.kind === 'aborted') return { kind: 'execution.aborted', taskId, attempt, journalFailure };
  if (journalFailure !== null) return { kind: 'execution.unrecorded', taskId, attempt, reason: journalFailure };
  const ended = { taskId, attempt, nonce, sleptMs: cluster.monotonicMs(slave) - startedMs };
  if (outcome.kind === 'failed')
    return { kind: 'execution.failed', ...ended, reason: outcome.reason, permanent: outcome.permanent };
  return { kind: 'execution.finished', ...ended, ...(outcome.result === null ? {} : { result: outcome.result }) };
}

/** Aborts the execution that is in progress, if any. A job takes a while to end. */
export function abortExecution(cluster: SimulatedCluster, slave: SlaveNode): void {
  const { execution } = slave;
  if (execution === null) return;
  if (execution.work.kind === 'job') {
    execution.aborting = true;
    return setTimer(cluster, slave, 'execution', scriptOf(execution.work.input).abortMs);
  }
  slave.timers.delete('execution');
  recordEnded(cluster, slave, execution, { how: 'aborted' });
}
