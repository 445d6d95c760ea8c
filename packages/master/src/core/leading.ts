import { appendDueMs, entryAppended, isDrained, nextEntry } from './appender.ts';
import { BEAT_MS, beatMoved, moveBeat } from './beat.ts';
import { ask, type StoreResponse, type Turn } from './events.ts';
import { isTaskFact, type Entry } from './facts.ts';
import { admit, placeAll, projected } from './placement.ts';
import { entryCommitted, nextWrite, projectedThrough, projectionDueMs, writeDone } from './projection.ts';
import { expireDeadlines } from './recovery.ts';
import { isBehind, refreshIdle, trimIntervalMs, type Reign } from './reign.ts';
import { reportLookedUp } from './sessions.ts';
import { nextPage, pageDueMs, pageRead, readyCount, wantsBell } from './window.ts';

/** Entries trimmed at once; when there are more, the next batch follows with the next beat. */
const TRIM_LIMIT = 1_000;

/** An entry is durable: feeds the projection, releases what waited. */
const committed = (reign: Reign, turn: Turn, entry: Entry): void => {
  const released = entryAppended(reign.appender, entry.number);
  turn.effects.push({ kind: 'committed', entry, reread: false }, ...released);
  entryCommitted(reign.projection, entry, (taskId) => reign.tasks.get(taskId)?.rev ?? null);
  for (const fact of entry.facts) {
    const task = isTaskFact(fact) ? reign.tasks.get(fact.task) : undefined;
    if (task !== undefined) task.rev = entry.number;
  }
};

/** A page of runnable tasks came. */
const runnableRead = (reign: Reign, turn: Turn, documents: Parameters<typeof admit>[2]): void => {
  admit(reign, turn, documents);
  pageRead(
    reign.window,
    documents.map(({ taskId }) => taskId),
    turn.nowMs,
  );
};

/** The store answered a leader. */
export const leaderAnswered = (reign: Reign, turn: Turn, response: StoreResponse): void => {
  switch (response.kind) {
    case 'appended':
      return committed(reign, turn, response.entry);
    case 'runnable':
      return runnableRead(reign, turn, response.documents);
    case 'report':
      return reportLookedUp(reign, turn, response);
    case 'projected':
      return projected(reign, writeDone(reign.projection));
    case 'control.written':
      return beatMoved(reign.beat, response.control, turn.nowMs);
    case 'trimmed':
      return trimmed(reign, turn, response.count);
    case 'observed':
    case 'append.collided':
    case 'ledger':
    case 'revisions':
    case 'assigned':
    case 'control.superseded':
      throw new Error(`a leader was answered ${response.kind}, which it cannot have asked for`);
  }
};

/**
 * Trims what is old and, by the watermark as it was saved, projected. What is old, the wall clock says; but it may jump,
 * and a number that is free again could be taken by a request that lingered. So an entry goes only if it was there
 * already at the look before, a while ago by a clock that never jumps. The last entry always stays.
 */
const trim = (reign: Reign, turn: Turn): void => {
  if (turn.nowMs < reign.trim.dueMs) return;
  reign.trim.dueMs = Infinity;
  const through = Math.min(reign.beat.savedThrough, reign.trim.through);
  ask(turn, { kind: 'trim', beforeMs: turn.wallMs - reign.config.retentionMs, through, limit: TRIM_LIMIT });
};

/** So many entries were trimmed: when there may be more, the next batch follows soon. */
const trimmed = (reign: Reign, { nowMs }: Turn, count: number): void => {
  const all = count < TRIM_LIMIT;
  reign.trim.dueMs = nowMs + (all ? trimIntervalMs(reign.config) : BEAT_MS);
  if (all) reign.trim.through = reign.appender.last - 1;
};

/** Writes down what was decided and brings the documents up to date, as far as that is due. */
export const writeOut = (reign: Reign, turn: Turn): void => {
  const entry = nextEntry(reign.appender, turn, { epoch: reign.epoch, by: reign.config.instance });
  if (entry !== null) ask(turn, { kind: 'append', entry });
  if (projectionDueMs(reign.projection) <= turn.nowMs) ask(turn, nextWrite(reign.projection, turn.nowMs));
  moveBeat(reign.beat, turn, reign.epoch, reign.config, projectedThrough(reign.projection));
  const dueMs = Math.min(appendDueMs(reign.appender), projectionDueMs(reign.projection));
  if (dueMs < Infinity) turn.effects.push({ kind: 'wake', afterMs: Math.max(0, dueMs - turn.nowMs) });
};

/** Does what follows from an event: reads on in the tasks, places them, writes everything out. */
export const pursue = (reign: Reign, turn: Turn): void => {
  placeAll(reign, turn);
  const hungry = reign.idle.size > 0 && readyCount(reign.window) === 0;
  if (!isBehind(reign) && pageDueMs(reign.window, hungry) <= turn.nowMs) ask(turn, nextPage(reign.window, turn.nowMs));
  if (wantsBell(reign.window, hungry)) {
    reign.window.listening = 'beginning';
    turn.effects.push({ kind: 'set bell', term: turn.term });
  }
  writeOut(reign, turn);
};

/** Time passed for a leader. */
export const leaderTicked = (reign: Reign, turn: Turn): void => {
  expireDeadlines(reign, turn);
  for (const { host, restsUntilMs } of reign.slaves.values())
    if (restsUntilMs > -Infinity) refreshIdle(reign, host, turn.nowMs);
  trim(reign, turn);
};

/** True when everything decided is written, the documents are up to date, and the saved watermark says so. */
export const isWrittenOut = ({ appender, projection, beat }: Reign): boolean =>
  isDrained(appender) && projectedThrough(projection) === appender.last && beat.savedThrough === appender.last;
