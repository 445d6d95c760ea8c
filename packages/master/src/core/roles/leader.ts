import { appendDueMs, entryAppended, isDrained, nextEntry } from '../ledger/group-commit.ts';
import { HEARTBEAT_MS, heartbeatWritten, writeHeartbeat } from '../heartbeat.ts';
import { ask, type StoreResponse, type StepContext } from '../events.ts';
import { isTaskFact, type Entry } from '../ledger/facts.ts';
import { admit, placeAll, projected } from '../leader/placement.ts';
import { entryCommitted, nextWrite, projectedThrough, projectionDueMs, writeDone } from '../ledger/projection.ts';
import { expireDeadlines } from '../leader/deadlines.ts';
import { isBehind, refreshIdle, trimIntervalMs, type Leadership } from '../leader/leadership.ts';
import { reportLookedUp } from '../leader/sessions.ts';
import { nextPage, pageDueMs, pageRead, readyCount, wantsWatch } from '../leader/ready-queue.ts';

/** Entries trimmed at once; when there are more, the next batch follows with the next beat. */
const TRIM_LIMIT = 1_000;

/** An entry is durable: feeds the projection, releases what waited. */
function committed(leadership: Leadership, context: StepContext, entry: Entry): void {
  const released = entryAppended(leadership.groupCommit, entry.number);
  context.effects.push({ kind: 'committed', entry, reread: false }, ...released);
  entryCommitted(leadership.projection, entry, (taskId) => leadership.tasks.get(taskId)?.rev ?? null);
  for (const fact of entry.facts) {
    const task = isTaskFact(fact) ? leadership.tasks.get(fact.task) : undefined;
    if (task !== undefined) task.rev = entry.number;
  }
}

/** A page of runnable tasks came. */
function runnableRead(leadership: Leadership, context: StepContext, documents: Parameters<typeof admit>[2]): void {
  admit(leadership, context, documents);
  pageRead(
    leadership.readyQueue,
    documents.map(({ taskId }) => taskId),
    context.nowMs,
  );
}

/** The store answered a leader. */
export function leaderAnswered(leadership: Leadership, context: StepContext, response: StoreResponse): void {
  switch (response.kind) {
    case 'appended':
      return committed(leadership, context, response.entry);
    case 'runnable':
      return runnableRead(leadership, context, response.documents);
    case 'report':
      return reportLookedUp(leadership, context, response);
    case 'projected':
      return projected(leadership, writeDone(leadership.projection));
    case 'control.written':
      return heartbeatWritten(leadership.heartbeat, response.control, context.nowMs);
    case 'trimmed':
      return trimmed(leadership, context, response.count);
    case 'observed':
    case 'append.collided':
    case 'ledger':
    case 'revisions':
    case 'assigned':
    case 'control.superseded':
      throw new Error(`a leader was answered ${response.kind}, which it cannot have asked for`);
  }
}

/**
 * Trims what is old and, by the watermark as it was saved, projected. What is old, the wall clock says; but it may jump,
 * and a number that is free again could be taken by a request that lingered. So an entry goes only if it was there
 * already at the look before, a while ago by a clock that never jumps. The last entry always stays.
 */
function trim(leadership: Leadership, context: StepContext): void {
  if (context.nowMs < leadership.trim.dueMs) return;
  leadership.trim.dueMs = Infinity;
  const through = Math.min(leadership.heartbeat.savedThrough, leadership.trim.through);
  ask(context, { kind: 'trim', beforeMs: context.wallMs - leadership.config.retentionMs, through, limit: TRIM_LIMIT });
}

/** So many entries were trimmed: when there may be more, the next batch follows soon. */
function trimmed(leadership: Leadership, { nowMs }: StepContext, count: number): void {
  const all = count < TRIM_LIMIT;
  leadership.trim.dueMs = nowMs + (all ? trimIntervalMs(leadership.config) : HEARTBEAT_MS);
  if (all) leadership.trim.through = leadership.groupCommit.last - 1;
}

/** Writes down what was decided and brings the documents up to date, as far as that is due. */
export function writeOut(leadership: Leadership, context: StepContext): void {
  const entry = nextEntry(leadership.groupCommit, context, { epoch: leadership.epoch, by: leadership.config.instance });
  if (entry !== null) ask(context, { kind: 'append', entry });
  if (projectionDueMs(leadership.projection) <= context.nowMs)
    ask(context, nextWrite(leadership.projection, context.nowMs));
  writeHeartbeat(
    leadership.heartbeat,
    context,
    leadership.epoch,
    leadership.config,
    projectedThrough(leadership.projection),
  );
  const dueMs = Math.min(appendDueMs(leadership.groupCommit), projectionDueMs(leadership.projection));
  if (dueMs < Infinity) context.effects.push({ kind: 'wake', afterMs: Math.max(0, dueMs - context.nowMs) });
}

/** Does what follows from an event: reads on in the tasks, places them, writes everything out. */
export function advance(leadership: Leadership, context: StepContext): void {
  placeAll(leadership, context);
  const hungry = leadership.idle.size > 0 && readyCount(leadership.readyQueue) === 0;
  if (!isBehind(leadership) && pageDueMs(leadership.readyQueue, hungry) <= context.nowMs)
    ask(context, nextPage(leadership.readyQueue, context.nowMs));
  if (wantsWatch(leadership.readyQueue, hungry)) {
    leadership.readyQueue.watch = 'beginning';
    context.effects.push({ kind: 'watch.open', generation: context.generation });
  }
  writeOut(leadership, context);
}

/** Time passed for a leader. */
export function leaderTicked(leadership: Leadership, context: StepContext): void {
  expireDeadlines(leadership, context);
  for (const { host, restsUntilMs } of leadership.slaves.values())
    if (restsUntilMs > -Infinity) refreshIdle(leadership, host, context.nowMs);
  trim(leadership, context);
}

/** True when everything decided is written, the documents are up to date, and the saved watermark says so. */
export function isWrittenOut({ groupCommit, projection, heartbeat }: Leadership): boolean {
  return (
    isDrained(groupCommit) &&
    projectedThrough(projection) === groupCommit.last &&
    heartbeat.savedThrough === groupCommit.last
  );
}
