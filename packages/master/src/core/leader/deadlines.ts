import { attributeToMaster } from '../contact.ts';
import type { StepContext } from '../effects.ts';
import type { Leadership } from '../state.ts';
import { endSession } from './sessions.ts';
import { heldTasks, refreshIdle, setPhase, taskOn } from './task-index.ts';
import { revoke } from './task-lifecycle.ts';

/**
 * How long after a stall nothing is placed on a stream that is older than the stall. Reports that have already arrived
 * are read first, and the end of a broken stream is noticed a few milliseconds later.
 */
const SUSPECT_STREAM_MS = 500;

/**
 * Starts the placement deadline of slaves that are sent an assignment, or a Welcome after they announced a finished
 * report. The deadline starts when the message is sent, not when it was decided, because the append in between may take
 * long. Once its Welcome is sent, a slave is also marked as welcomed: from then on it is at fault if its session ends.
 */
export function startDeadlines(leadership: Leadership, { effects, nowMs }: StepContext): void {
  for (const effect of effects) {
    if (effect.kind !== 'send' || (effect.message.kind !== 'assign' && effect.message.kind !== 'welcome')) continue;
    const host = leadership.hosts.get(effect.session) ?? '';
    const slave = leadership.slaves.get(host);
    if (slave !== undefined) slave.welcomed = true;
    const task = taskOn(leadership, host);
    if (task?.phase.kind !== 'assigned' || task.phase.answerDueMs !== Infinity) continue;
    const answerDueMs = nowMs + leadership.config.placementDeadlineMs;
    setPhase(leadership, task, { ...task.phase, answerDueMs }, nowMs);
  }
}

/**
 * Ends the sessions of slaves with an overdue answer, and revokes the tasks of slaves that did not reconnect in time.
 */
export function expireDeadlines(leadership: Leadership, context: StepContext): void {
  for (const task of heldTasks(leadership)) {
    const { phase } = task;
    if (phase.kind === 'awaiting' && phase.untilMs <= context.nowMs)
      revoke(leadership, context, task, `${phase.host} did not reconnect within the recovery grace`);
    if (phase.kind !== 'assigned' || phase.answerDueMs > context.nowMs) continue;
    const session = leadership.slaves.get(phase.host)?.session;
    if (session !== undefined)
      endSession(leadership, context, session, 'deadline exceeded', 'assignment not answered in time');
  }
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
    refreshIdle(leadership, slave.host, nowMs);
  }
}

/**
 * Extends every deadline by the `gapMs` milliseconds for which the master was frozen: no slave is at fault for that.
 */
export function shiftDeadlines(leadership: Leadership, nowMs: number, gapMs: number): void {
  for (const task of heldTasks(leadership)) {
    const { phase } = task;
    if (phase.kind === 'awaiting') setPhase(leadership, task, { ...phase, untilMs: phase.untilMs + gapMs }, nowMs);
    if (phase.kind === 'assigned')
      setPhase(leadership, task, { ...phase, answerDueMs: phase.answerDueMs + gapMs }, nowMs);
  }
  suspectStreams(leadership, nowMs);
}
