import { requestStore, type StepContext } from '../effects.ts';
import { writeHeartbeat } from '../heartbeat.ts';
import { isTaskFact, type Entry } from '../ledger/facts.ts';
import { appendDueMs, entryAppended, isDrained, nextEntry } from '../ledger/group-commit.ts';
import { entryCommitted, nextWrite, projectedThrough, projectionDueMs } from '../ledger/projection.ts';
import type { Leadership } from '../state.ts';

/**
 * Handles an entry that has become durable: releases the effects that waited for it, and passes it to the projection.
 */
export function committed(leadership: Leadership, context: StepContext, entry: Entry): void {
  const released = entryAppended(leadership.groupCommit, entry.number);
  context.effects.push({ kind: 'committed', entry, reread: false }, ...released);
  const revisionOf = (taskId: string): number | null => leadership.tasks.get(taskId)?.rev ?? null;
  entryCommitted(leadership.projection, entry, revisionOf, context.nowMs);
  for (const fact of entry.facts) {
    const task = isTaskFact(fact) ? leadership.tasks.get(fact.task) : undefined;
    if (task !== undefined) task.rev = entry.number;
  }
}

/** Requests to append what was decided, to update task documents and to write the heartbeat, each if it is due. */
export function writeOut(leadership: Leadership, context: StepContext): void {
  const { groupCommit, projection, heartbeat, epoch, config } = leadership;
  const entry = nextEntry(groupCommit, context, { epoch, by: config.instance });
  if (entry !== null) requestStore(context, { kind: 'append', entry });
  if (projectionDueMs(projection) <= context.nowMs) requestStore(context, nextWrite(projection, context.nowMs));
  writeHeartbeat(heartbeat, context, { ...config, epoch }, projectedThrough(projection));
  const dueMs = Math.min(appendDueMs(groupCommit), projectionDueMs(projection));
  if (dueMs < Infinity) context.effects.push({ kind: 'wake', afterMs: Math.max(0, dueMs - context.nowMs) });
}

/** Returns whether everything that was decided is durable and projected, and the saved watermark confirms it. */
export function isWrittenOut({ groupCommit, projection, heartbeat }: Leadership): boolean {
  return (
    isDrained(groupCommit) &&
    projectedThrough(projection) === groupCommit.last &&
    heartbeat.savedThrough === groupCommit.last
  );
}
