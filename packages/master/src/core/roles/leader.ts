import { CUT_OFF, isAttributedToMaster, isCutOff } from '../contact.ts';
import { endWith, requestStore, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { expireDeadlines, extendRecoveryGrace, startDeadlines, suspectStreams } from '../leader/deadlines.ts';
import { decide } from '../leader/leadership.ts';
import { placeAll } from '../leader/placement.ts';
import { nextPage, pageDueMs, readyCount, wantsWatch, watchChanged } from '../leader/ready-queue.ts';
import { handleReport } from '../leader/reports.ts';
import { endSession, register, sessionClosed } from '../leader/sessions.ts';
import { isDeposition, storeAnswered } from '../leader/store-responses.ts';
import { isBehind, refreshIdle } from '../leader/task-index.ts';
import { trim } from '../leader/trimming.ts';
import { writeOut } from '../leader/write-out.ts';
import { isOverloaded } from '../ledger/group-commit.ts';
import type { Leadership, LeaderRole, MasterState } from '../state.ts';
import { depose, type Outcome } from './role-change.ts';

/** Starts to work: registers the slaves that waited. */
export function enter(state: MasterState, { leadership }: LeaderRole, context: StepContext): void {
  for (const [session, message] of state.pending) register(leadership, context, session, message);
  state.pending.clear();
  // Sessions that waited while this master stood still may have broken unnoticed.
  if (isAttributedToMaster(state.contact, context.nowMs)) suspectStreams(leadership, context.nowMs);
  advance(leadership, context);
}

/**
 * Ends the session of every slave that can look for another master. None is at fault: a slave that comes back keeps its
 * task. The others stay: whatever the database does, they are best off here.
 */
function releaseSlaves({ registered }: MasterState, leadership: Leadership, context: StepContext): void {
  extendRecoveryGrace(leadership, context);
  for (const { session, otherMasters } of leadership.slaves.values())
    if (otherMasters && registered.has(session)) endSession(leadership, context, session, 'unavailable', CUT_OFF);
}

function ticked(state: MasterState, leadership: Leadership, context: StepContext): void {
  if (isCutOff(state.contact, context.nowMs)) releaseSlaves(state, leadership, context);
  expireDeadlines(leadership, context);
  for (const { host, restsUntilMs } of leadership.slaves.values())
    if (restsUntilMs > -Infinity) refreshIdle(leadership, host, context.nowMs);
  trim(leadership, context);
}

/** Handles an event as the leader. */
export function on(state: MasterState, { leadership }: LeaderRole, event: Event, context: StepContext): Outcome {
  switch (event.kind) {
    case 'tick':
      ticked(state, leadership, context);
      return null;
    case 'session.message':
      if (event.message.kind !== 'register') handleReport(leadership, context, event.session, event.message);
      else if (!isOverloaded(leadership.groupCommit)) register(leadership, context, event.session, event.message);
      else endWith(context, event.session, 'unavailable', 'database unavailable and write backlog full');
      return null;
    case 'session.closed':
      sessionClosed(leadership, context, event.session, event.reason);
      return null;
    case 'store':
      if (isDeposition(event.response)) return depose(state, context, leadership.epoch);
      storeAnswered(leadership, context, event.response);
      return null;
    case 'watch.opened':
    case 'watch.fired':
      watchChanged(leadership.readyQueue, event.kind === 'watch.opened' ? 'open' : 'closed');
      return null;
    case 'stop':
      decide(leadership, context, { kind: 'epoch.ended', reason: event.reason });
      return { role: { kind: 'stopping', leadership }, requests: 'kept' };
  }
}

/** Does what follows from events: places tasks, reads more of them, and writes everything out. */
function advance(leadership: Leadership, context: StepContext): void {
  const { readyQueue, idle } = leadership;
  placeAll(leadership, context);
  const hungry = idle.size > 0 && readyCount(readyQueue) === 0;
  if (!isBehind(leadership) && pageDueMs(readyQueue, hungry) <= context.nowMs)
    requestStore(context, nextPage(readyQueue, context.nowMs));
  if (wantsWatch(readyQueue, hungry)) {
    readyQueue.watch = 'opening';
    context.effects.push({ kind: 'watch.open', generation: context.generation });
  }
  writeOut(leadership, context);
}

/** After all events of a step: advances, and starts the deadlines of what goes out. */
export function afterEvents({ leadership }: LeaderRole, context: StepContext): void {
  advance(leadership, context);
  startDeadlines(leadership, context);
}
