import type { Turn } from './events.ts';
import { takeBack } from './placement.ts';
import { refreshIdle, track, type Reign, type TrackedTask } from './reign.ts';
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
export const adoptAssignments = (reign: Reign, turn: Turn, documents: readonly TaskDocument[]): void => {
  for (const document of documents) {
    const parsed = parseTask(document);
    if (!parsed.valid || parsed.task.assignment === null || parsed.task.state === 'success') {
      const why = parsed.valid ? 'it has an assignment that no master gave it' : parsed.reason;
      const message = `Left task ${document.taskId} alone, somebody changed its document: ${why}`;
      const fields = { taskId: document.taskId };
      turn.effects.push({ kind: 'log', level: 'error', event: 'task.ignored', message, fields });
      continue;
    }
    const { taskId, assignment } = parsed.task;
    const task = track(reign, parsed.task);
    task.awaitedUntilMs = turn.nowMs + reign.config.recoveryGraceMs;
    if (reign.assigned.has(assignment.host)) takeBack(reign, turn, task, `${assignment.host} has another task`);
    else reign.assigned.set(assignment.host, taskId);
  }
};

const assignedTasks = ({ assigned, tasks }: Reign): TrackedTask[] =>
  [...assigned.values()].map((taskId) => tasks.get(taskId)).filter((task) => task !== undefined);

/** Ends what has waited too long: assignments without an answer, and slaves that did not come back. */
export const expireDeadlines = (reign: Reign, turn: Turn): void => {
  for (const task of assignedTasks(reign)) {
    const host = task.assignment?.host ?? '';
    if ((task.awaitedUntilMs ?? Infinity) <= turn.nowMs)
      takeBack(reign, turn, task, `${host} did not come back within the recovery grace`);
    const session = reign.slaves.get(host)?.session;
    if ((task.answerDueMs ?? Infinity) > turn.nowMs || session === undefined) continue;
    endSession(reign, turn, session, 'deadline exceeded', 'an assignment was not answered in time');
  }
};

/** True when the time since the last event shows that this process stood still. */
export const hasStalled = (gapMs: number): boolean => gapMs > STALL_MS;

/** The master stood still for a while: nobody is to blame for what was missed, so every deadline moves by as much. */
export const forgiveStall = (reign: Reign, turn: Turn, gapMs: number): void => {
  reign.stalledUntilMs = turn.nowMs + STALL_MEMORY_MS;
  for (const task of assignedTasks(reign)) {
    if (task.awaitedUntilMs !== null) task.awaitedUntilMs += gapMs;
    if (task.answerDueMs !== null) task.answerDueMs += gapMs;
  }
  for (const slave of reign.slaves.values()) {
    slave.restsUntilMs = Math.max(slave.restsUntilMs, turn.nowMs + SUSPECT_STREAM_MS);
    refreshIdle(reign, slave.host, turn.nowMs);
  }
};
