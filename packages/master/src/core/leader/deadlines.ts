import type { MasterMessage } from '@steadfast/protocol/messages';
import { attributeToMaster } from '../contact.ts';
import type { StepContext } from '../effects.ts';
import type { HeldPhase, Leadership, TrackedTask } from '../state.ts';
import { endSession } from './sessions.ts';
import { heldTasks, isHeld, refreshHost, setPhase, tasksOn } from './task-index.ts';
import { revoke } from './task-lifecycle.ts';

/**
 * How long after a stall nothing is placed on a stream that is older than the stall. Reports that have already arrived
 * are read first, and the end of a broken stream is noticed a few milliseconds later.
 */
const SUSPECT_STREAM_MS = 500;

/** Starts the deadline of a task that depends on a message which has just been sent. */
function startDeadline(
  leadership: Leadership,
  task: TrackedTask | undefined,
  sent: MasterMessage,
  nowMs: number,
): void {
  if (!isHeld(task)) return;
  const { phase } = task;
  const answerDueMs = nowMs + leadership.config.placementDeadlineMs;
  if (phase.kind === 'assigned' && sent.kind === 'assign')
    setPhase(leadership, task, { ...phase, sentAtMs: nowMs }, nowMs);
  else if (phase.kind === 'recalled' && sent.kind === 'recall')
    setPhase(leadership, task, { ...phase, answerDueMs }, nowMs);
  else if (phase.kind === 'finished' && sent.kind === 'welcome')
    setPhase(leadership, task, { ...phase, answerDueMs }, nowMs);
}

/**
 * Starts the deadlines of slaves that are sent an Assign, a Recall, or a Welcome after they declared a finished attempt. A
 * deadline starts when the message is sent, not when it was decided, because the append in between may take long. A slave
 * that is sent its Welcome is also marked as welcomed: from now on it is at fault if its session ends.
 */
export function startDeadlines(leadership: Leadership, { effects, nowMs }: StepContext): void {
  for (const effect of effects) {
    if (effect.kind !== 'send') continue;
    const { session, message } = effect;
    const host = leadership.hosts.get(session) ?? '';
    if (message.kind === 'assign' || message.kind === 'recall')
      startDeadline(leadership, leadership.tasks.get(message.taskId), message, nowMs);
    if (message.kind !== 'welcome') continue;
    const slave = leadership.slaves.get(host);
    if (slave !== undefined) slave.welcomed = true;
    for (const task of tasksOn(leadership, host)) startDeadline(leadership, task, message, nowMs);
  }
}

/**
 * Returns when the slave of a host must have reported on one of its tasks; Infinity if it owes no report. Of the tasks that
 * have not started, it owes one on the first only, from when the task before it has ended.
 */
function reportDueMs(leadership: Leadership, host: string): number {
  const phases = tasksOn(leadership, host).map(({ phase }) => phase);
  const dueMs = Math.min(...phases.map((phase) => ('answerDueMs' in phase ? phase.answerDueMs : Infinity)));
  const next = phases.find(({ kind }) => kind === 'running' || kind === 'assigned');
  if (next?.kind !== 'assigned' || next.sentAtMs === null) return dueMs;
  const { endedMs = -Infinity } = leadership.slaves.get(host) ?? {};
  return Math.min(dueMs, Math.max(next.sentAtMs, endedMs) + leadership.config.placementDeadlineMs);
}

/** Ends the sessions of slaves with an overdue report, and revokes the tasks of slaves that did not reconnect in time. */
export function expireDeadlines(leadership: Leadership, context: StepContext): void {
  for (const task of heldTasks(leadership)) {
    const { phase } = task;
    if (phase.kind === 'awaiting' && phase.untilMs <= context.nowMs)
      revoke(leadership, context, task, `${phase.host} did not reconnect within the recovery grace`);
  }
  for (const { host, session } of leadership.slaves.values())
    if (reportDueMs(leadership, host) <= context.nowMs)
      endSession(leadership, context, session, 'deadline exceeded', 'assignment not answered in time');
}

/** Restarts the recovery grace of all awaited slaves: while the database is unreachable, they cannot register. */
export function extendRecoveryGrace(leadership: Leadership, { contact, nowMs }: StepContext): void {
  attributeToMaster(contact, nowMs);
  const untilMs = nowMs + leadership.config.recoveryGraceMs;
  for (const task of heldTasks(leadership))
    if (task.phase.kind === 'awaiting') setPhase(leadership, task, { ...task.phase, untilMs }, nowMs);
}

/** Places nothing on the current streams for a moment: they may have broken unnoticed while the master was frozen. */
export function suspectStreams(leadership: Leadership, nowMs: number): void {
  for (const slave of leadership.slaves.values()) {
    slave.cooldownUntilMs = Math.max(slave.cooldownUntilMs, nowMs + SUSPECT_STREAM_MS);
    refreshHost(leadership, slave.host, nowMs);
  }
}

/** Returns a phase with every time in it moved by `gapMs` milliseconds. */
function shiftPhase(phase: HeldPhase, gapMs: number): HeldPhase {
  switch (phase.kind) {
    case 'assigned':
      return { ...phase, sentAtMs: phase.sentAtMs === null ? null : phase.sentAtMs + gapMs };
    case 'running':
      return { ...phase, sinceMs: phase.sinceMs === null ? null : phase.sinceMs + gapMs };
    case 'recalled':
    case 'finished':
      return { ...phase, answerDueMs: phase.answerDueMs + gapMs };
    case 'awaiting':
      return { ...phase, untilMs: phase.untilMs + gapMs };
  }
}

/**
 * Extends every deadline by the `gapMs` milliseconds for which the master was frozen: no slave is at fault for that.
 */
export function shiftDeadlines(leadership: Leadership, nowMs: number, gapMs: number): void {
  for (const slave of leadership.slaves.values()) slave.endedMs += gapMs;
  for (const task of heldTasks(leadership)) setPhase(leadership, task, shiftPhase(task.phase, gapMs), nowMs);
  suspectStreams(leadership, nowMs);
}
