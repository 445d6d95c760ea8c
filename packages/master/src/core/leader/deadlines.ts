import { attributeToMaster } from '../contact.ts';
import type { StepContext } from '../effects.ts';
import type { Leadership } from '../state.ts';
import { endSession } from './sessions.ts';
import { heldTasks, refreshIdle, setPhase, taskOn } from './task-index.ts';
import { revoke } from './task-lifecycle.ts';

/**
 * How long after a stall nothing is placed on a stream that existed before it: a report that has already arrived is
 * read first, and the end of its stream a few milliseconds later.
 */
const SUSPECT_STREAM_MS = 500;

/**
 * A slave must answer an assignment, and hand over a report that it announced when it registered. It can do so when the
 * assignment, or the Welcome, goes out, possibly long after that was decided: its time starts now. From here on the
 * slave is also welcomed, and responsible for what it does.
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

/** Ends what has taken too long: assignments without an answer, and slaves that did not come back. */
export function expireDeadlines(leadership: Leadership, context: StepContext): void {
  for (const task of heldTasks(leadership)) {
    const { phase } = task;
    if (phase.kind === 'awaiting' && phase.untilMs <= context.nowMs)
      revoke(leadership, context, task, `${phase.host} did not come back within the recovery grace`);
    if (phase.kind !== 'assigned' || phase.answerDueMs > context.nowMs) continue;
    const session = leadership.slaves.get(phase.host)?.session;
    if (session !== undefined)
      endSession(leadership, context, session, 'deadline exceeded', 'assignment not answered in time');
  }
}

/** The database is out of reach: slaves cannot come back and are not at fault, so their recovery grace starts anew. */
export function extendRecoveryGrace(leadership: Leadership, { contact, nowMs }: StepContext): void {
  attributeToMaster(contact, nowMs);
  const untilMs = nowMs + leadership.config.recoveryGraceMs;
  for (const task of heldTasks(leadership))
    if (task.phase.kind === 'awaiting') setPhase(leadership, task, { ...task.phase, untilMs }, nowMs);
}

/** The master stood still, so streams may have broken unnoticed: for a moment nothing is placed on them. */
export function suspectStreams(leadership: Leadership, nowMs: number): void {
  for (const slave of leadership.slaves.values()) {
    slave.restsUntilMs = Math.max(slave.restsUntilMs, nowMs + SUSPECT_STREAM_MS);
    refreshIdle(leadership, slave.host, nowMs);
  }
}

/** The master stood still for `gapMs`: no slave is at fault for what was missed, so every deadline moves by as much. */
export function shiftDeadlines(leadership: Leadership, nowMs: number, gapMs: number): void {
  for (const task of heldTasks(leadership)) {
    const { phase } = task;
    if (phase.kind === 'awaiting') setPhase(leadership, task, { ...phase, untilMs: phase.untilMs + gapMs }, nowMs);
    if (phase.kind === 'assigned')
      setPhase(leadership, task, { ...phase, answerDueMs: phase.answerDueMs + gapMs }, nowMs);
  }
  suspectStreams(leadership, nowMs);
}
