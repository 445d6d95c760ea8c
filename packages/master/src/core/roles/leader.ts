import type { ReportMessage } from '@steadfast/protocol/messages';
import { CUT_OFF_DETAIL, isAttributedToMaster, isCutOff } from '../contact.ts';
import { requestEnd, requestStore, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { handleCommand } from '../leader/commands.ts';
import { expireDeadlines, extendRecoveryGrace, startDeadlines, suspectStreams } from '../leader/deadlines.ts';
import { isStarved } from '../leader/abilities.ts';
import { requestAttach } from '../leader/detached.ts';
import { decide } from '../leader/leadership.ts';
import { placeAll } from '../leader/placement.ts';
import { nextPage, pageDueMs, tasksInserted, wantsWatch, watchChanged } from '../leader/ready-queue.ts';
import { recallBehindLongRuns } from '../leader/recall.ts';
import { handleReport } from '../leader/reports.ts';
import { endSession, register, releasableSessions, sessionClosed } from '../leader/sessions.ts';
import { isDeposition, handleStoreResponse } from '../leader/store-responses.ts';
import { isBehind, refreshHost } from '../leader/task-index.ts';
import { dropUnserved } from '../leader/task-lifecycle.ts';
import { trim } from '../leader/trimming.ts';
import { writeOut } from '../leader/write-out.ts';
import { isSuperseded } from '../leader/write-verification.ts';
import { isFullOfResults, isOverloaded } from '../ledger/group-commit.ts';
import type { Leadership, LeaderRole, MasterState } from '../state.ts';
import { depose, type RoleChange } from './role-change.ts';

/** Starts to lead: registers the slaves that have been waiting. */
export function enter(state: MasterState, { leadership }: LeaderRole, context: StepContext): void {
  for (const [session, message] of state.pending) register(leadership, context, session, message);
  state.pending.clear();
  // Sessions that waited while this master was frozen may have broken unnoticed.
  if (isAttributedToMaster(state.contact, context.nowMs)) suspectStreams(leadership, context.nowMs);
  advance(leadership, context);
}

/** Ends the sessions of the slaves that know other masters. They are not at fault, so those that return keep their task. */
function releaseSlaves(state: MasterState, leadership: Leadership, context: StepContext): void {
  extendRecoveryGrace(leadership, context);
  for (const session of releasableSessions(state, leadership))
    endSession(leadership, context, session, 'unavailable', CUT_OFF_DETAIL);
}

/** Handles a report, unless there are too many results in memory. The slave keeps its report, and returns with it. */
function handleOrRefuseReport(
  leadership: Leadership,
  context: StepContext,
  session: number,
  message: ReportMessage,
): void {
  if (!('result' in message) || !isFullOfResults(leadership.groupCommit))
    return handleReport(leadership, context, session, message);
  extendRecoveryGrace(leadership, context);
  endSession(leadership, context, session, 'unavailable', 'database unavailable and too many results to be written');
}

function ticked(state: MasterState, leadership: Leadership, context: StepContext): void {
  if (isCutOff(state.contact, context.nowMs)) releaseSlaves(state, leadership, context);
  expireDeadlines(leadership, context);
  for (const { host, cooldownUntilMs } of leadership.slaves.values())
    if (cooldownUntilMs > -Infinity || leadership.spare.has(host)) refreshHost(leadership, host, context.nowMs);
  recallBehindLongRuns(leadership, context);
  dropUnserved(leadership, context);
  trim(leadership, context);
}

/** Handles an event as the leader. Returns the change of role that follows, or null. */
export function on(
  state: MasterState,
  { leadership }: LeaderRole,
  event: Event,
  context: StepContext,
): RoleChange | null {
  switch (event.kind) {
    case 'tick':
      ticked(state, leadership, context);
      return null;
    case 'session.message':
      if (event.message.kind !== 'register') handleOrRefuseReport(leadership, context, event.session, event.message);
      else if (!isOverloaded(leadership.groupCommit)) register(leadership, context, event.session, event.message);
      else requestEnd(context, event.session, 'unavailable', 'database unavailable and write backlog full');
      return null;
    case 'session.closed':
      sessionClosed(leadership, context, event.session, event.reason);
      return null;
    case 'store':
      if (isDeposition(event.response)) return depose(state, context, leadership.epoch);
      if (isSuperseded(leadership, event.response)) return depose(state, context, leadership.epoch);
      handleStoreResponse(leadership, context, event.response);
      return null;
    case 'watch.opened':
    case 'watch.fired':
      watchChanged(leadership.readyQueue, event.kind === 'watch.opened' ? 'open' : 'closed');
      return null;
    case 'tasks.inserted':
      tasksInserted(leadership.readyQueue);
      return null;
    case 'command':
      handleCommand(leadership, context, event.id, event.command);
      return null;
    case 'stop':
      decide(leadership, context, { kind: 'epoch.ended', reason: event.reason });
      return { role: { kind: 'stopping', leadership, awaits: 'everything' }, requests: 'kept' };
  }
}

/** Requests the next page of tasks. Detached documents are as rare as strays, and looked at as often. */
function readTasks(readyQueue: Leadership['readyQueue'], starved: boolean, context: StepContext): void {
  const request = nextPage(readyQueue, starved, context);
  requestStore(context, request);
  if (request.kind === 'read.strays') requestAttach(context);
}

/** Does what is possible now: places tasks, reads more of them, and writes everything out. */
function advance(leadership: Leadership, context: StepContext): void {
  const { readyQueue } = leadership;
  placeAll(leadership, context);
  const starved = isStarved(leadership);
  if (!isBehind(leadership) && pageDueMs(readyQueue, starved) <= context.nowMs) readTasks(readyQueue, starved, context);
  if (wantsWatch(readyQueue, starved)) {
    readyQueue.watch = 'opening';
    context.effects.push({ kind: 'watch.open', generation: context.generation });
  }
  writeOut(leadership, context);
}

/** Advances, and starts the deadlines of the messages that are sent. Called after all events of a step. */
export function afterEvents({ leadership }: LeaderRole, context: StepContext): void {
  advance(leadership, context);
  startDeadlines(leadership, context);
}
