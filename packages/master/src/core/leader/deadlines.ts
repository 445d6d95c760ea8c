import type { StepContext } from '../events.ts';
import { revoke } from './placement.ts';
import { refreshIdle, track, type Leadership, type TrackedTask } from './leadership.ts';
import { endSession } from './sessions.ts';
import { parseTask, type TaskDocument } from './task-document.ts';

/** A silence of the master itself longer than this is a stall: it was frozen, in milliseconds. */
const STALL_MS = 1_000;

/**
 * After a stall the streams that broke meanwhile are blamed on the master for so long, in milliseconds: its own tick
 * comes before the end of the streams, and its own keepalive may take 3 s to find the rest.
 */
const STALL_MEMORY_MS = 4_000;

/**
 * After a stall nothing is placed for so long, in milliseconds, on a stream that stood before it: a report that had
 * already arrived is read first, and the end of its stream a few milliseconds later.
 */
const SUSPECT_STREAM_MS = 500;

/** Takes over the open assignments of former reigns: their slaves are waited for. */
export function adoptAssignments(
  leadership: Leadership,
  context: StepContext,
  documents: readonly TaskDocument[],
): void {
  for (const document of documents) {
    const parsed = parseTask(document);
    if (
      !parsed.valid ||
      parsed.task.assignment === null ||
      parsed.task.state === 'success' ||
      parsed.task.rev === null
    ) {
      const why = parsed.valid ? 'it has an assignment that no master gave it' : parsed.reason;
      const message = `Left task ${document.taskId} alone, somebody changed its document: ${why}`;
      const fields = { taskId: document.taskId };
      context.effects.push({ kind: 'log', level: 'error', event: 'task.ignored', message, fields });
      continue;
    }
    const { taskId, assignment } = parsed.task;
    const task = track(leadership, parsed.task);
    task.awaitedUntilMs = context.nowMs + leadership.config.recoveryGraceMs;
    if (leadership.assigned.has(assignment.host))
      revoke(leadership, context, task, `${assignment.host} has another task`);
    else leadership.assigned.set(assignment.host, taskId);
  }
}

function assignedTasks({ assigned, tasks }: Leadership): TrackedTask[] {
  return [...assigned.values()].map((taskId) => tasks.get(taskId)).filter((task) => task !== undefined);
}

/**
 * A slave must answer what it was assigned, and report what it said it had finished. It can do so when the assignment,
 * or the Welcome, goes out, and that may be long after they were decided: its time begins now. From now on it is also
 * welcomed, and to blame for what it does.
 */
export function startDeadlines(leadership: Leadership, { effects, nowMs }: StepContext): void {
  for (const effect of effects) {
    if (effect.kind !== 'send' || (effect.message.kind !== 'assign' && effect.message.kind !== 'welcome')) continue;
    const host = leadership.hosts.get(effect.session) ?? '';
    const slave = leadership.slaves.get(host);
    if (slave !== undefined) slave.welcomed = true;
    const task = leadership.tasks.get(leadership.assigned.get(host) ?? '');
    if (task?.answerDueMs === Infinity) task.answerDueMs = nowMs + leadership.config.placementDeadlineMs;
  }
}

/** Ends what has waited too long: assignments without an answer, and slaves that did not come back. */
export function expireDeadlines(leadership: Leadership, context: StepContext): void {
  for (const task of assignedTasks(leadership)) {
    const host = task.assignment?.host ?? '';
    if ((task.awaitedUntilMs ?? Infinity) <= context.nowMs)
      revoke(leadership, context, task, `${host} did not come back within the recovery grace`);
    const session = leadership.slaves.get(host)?.session;
    if ((task.answerDueMs ?? Infinity) > context.nowMs || session === undefined) continue;
    endSession(leadership, context, session, 'deadline exceeded', 'an assignment was not answered in time');
  }
}

/** Until when a stall that has just ended is remembered. */
export function afterStallMs(nowMs: number): number {
  return nowMs + STALL_MEMORY_MS;
}

/** True when the time since the last event shows that this process stood still. */
export function hasStalled(gapMs: number): boolean {
  return gapMs > STALL_MS;
}

/** Slaves cannot come back at the moment, and are not to blame: what they have begun waits for them all the longer. */
export function extendRecoveryGrace(leadership: Leadership, nowMs: number): void {
  leadership.stalledUntilMs = afterStallMs(nowMs);
  for (const task of assignedTasks(leadership))
    if (task.awaitedUntilMs !== null) task.awaitedUntilMs = nowMs + leadership.config.recoveryGraceMs;
}

/** The master stood still: streams that stood before may have broken unseen, and until then it is to blame for that. */
export function suspectStreams(leadership: Leadership, nowMs: number, stalledUntilMs: number): void {
  leadership.stalledUntilMs = stalledUntilMs;
  for (const slave of leadership.slaves.values()) {
    slave.restsUntilMs = Math.max(slave.restsUntilMs, nowMs + SUSPECT_STREAM_MS);
    refreshIdle(leadership, slave.host, nowMs);
  }
}

/** The master stood still for a while: nobody is to blame for what was missed, so every deadline moves by as much. */
export function forgiveStall(leadership: Leadership, nowMs: number, gapMs: number): void {
  for (const task of assignedTasks(leadership)) {
    if (task.awaitedUntilMs !== null) task.awaitedUntilMs += gapMs;
    if (task.answerDueMs !== null) task.answerDueMs += gapMs;
  }
  suspectStreams(leadership, nowMs, afterStallMs(nowMs));
}
