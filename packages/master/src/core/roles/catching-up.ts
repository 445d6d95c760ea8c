import { refuseCommand } from '../leader/commands.ts';
import { log, logInfo, requestStore, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { createHeartbeat, heartbeatWritten, writeHeartbeat } from '../heartbeat.ts';
import { adoptAssignments } from '../leader/adoption.ts';
import { logDetached } from '../leader/detached.ts';
import { createLeadership, decide } from '../leader/leadership.ts';
import { MAX_ASSIGNED } from '../leader/ready-queue.ts';
import { entriesRead, readNext, revisionsRead, updatesWritten, type CatchUpRequest } from '../ledger/catch-up.ts';
import type { CatchingUpRole, MasterState } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { depose, type RoleChange } from './role-change.ts';

/** Makes the next request of the catch-up; once that is complete, requests the open assignments. */
function advance(context: StepContext, request: CatchUpRequest): null {
  requestStore(context, request ?? { kind: 'read.assigned', limit: MAX_ASSIGNED });
  return null;
}

/** Logs which documents are about to be updated whatever revision they have. */
function logOverwrites(context: StepContext, request: CatchUpRequest): void {
  if (request?.kind !== 'project') return;
  for (const { taskId, overwrites } of request.updates) {
    if (overwrites !== true) continue;
    const message = `something keeps changing the field rev of task ${taskId}; its document is updated anyway, and not looked at again: do not write fields of masters`;
    log(context, 'warn', 'task.edited', message, { taskId });
  }
}

/** Starts to bring the task documents up to date with the entries of earlier epochs. */
export function enter({ catchUp }: CatchingUpRole, context: StepContext): void {
  advance(context, readNext(catchUp));
}

/** Adopts the open assignments, now that the documents agree with the ledger, and starts to lead. */
function assignedRead(
  { config }: MasterState,
  { epoch, catchUp, heartbeat }: CatchingUpRole,
  response: Extract<StoreResponse, { kind: 'assigned' }>,
  context: StepContext,
): RoleChange | null {
  const leadership = createLeadership({ config, epoch, last: catchUp.through, heartbeat }, context.nowMs);
  adoptAssignments(leadership, context, response);
  const waiting = `waiting for the slaves of ${leadership.assigned.size} open assignments`;
  logInfo(context, 'epoch.ready', `${config.name}: leading epoch ${epoch}; ${waiting}`, { epoch });
  return { role: { kind: 'leader', leadership }, requests: 'kept' };
}

function handleStoreResponse(
  state: MasterState,
  role: CatchingUpRole,
  response: StoreResponse,
  context: StepContext,
): RoleChange | null {
  const { catchUp, heartbeat, epoch } = role;
  switch (response.kind) {
    case 'ledger':
      for (const entry of response.entries)
        if (entry.number < catchUp.through) context.effects.push({ kind: 'committed', entry, reread: true });
      return advance(context, entriesRead(catchUp, response.entries));
    case 'revisions': {
      const request = revisionsRead(catchUp, response.revisions);
      logOverwrites(context, request);
      return advance(context, request);
    }
    case 'projected':
      logDetached(context, response.detached);
      return advance(context, updatesWritten(catchUp));
    case 'assigned':
      return assignedRead(state, role, response, context);
    case 'control.written':
      heartbeatWritten(heartbeat, response.control, context.nowMs);
      return null;
    case 'control.superseded':
      return depose(state, context, epoch);
    case 'observed':
    case 'appended':
    case 'append.collided':
    case 'runnable':
    case 'report':
    case 'trimmed':
    case 'attached':
    case 'task':
      throw new Error(`unexpected store response ${response.kind} while catching up`);
  }
}

/**
 * Ends the epoch, so that the next master leads at once; it catches up instead. The heartbeat is not written any more,
 * because it would present the documents as up to date.
 */
function stopRequested(
  { config }: MasterState,
  { epoch, catchUp }: CatchingUpRole,
  reason: string,
  context: StepContext,
): RoleChange {
  const heartbeat = createHeartbeat(Infinity);
  const leadership = createLeadership({ config, epoch, last: catchUp.through, heartbeat }, context.nowMs);
  decide(leadership, context, { kind: 'epoch.ended', reason });
  return { role: { kind: 'stopping', leadership, awaits: 'ledger' }, requests: 'abandoned' };
}

/**
 * Handles an event while catching up. Returns the change of role that follows, or null.
 * @throws when the store responds to a request that is not made while catching up
 */
export function on(state: MasterState, role: CatchingUpRole, event: Event, context: StepContext): RoleChange | null {
  switch (event.kind) {
    case 'session.message':
      if (event.message.kind === 'register') state.pending.set(event.session, event.message);
      return null;
    case 'store':
      return handleStoreResponse(state, role, event.response, context);
    case 'command':
      refuseCommand(context, event.id, 'not leading');
      return null;
    case 'stop':
      return stopRequested(state, role, event.reason, context);
    case 'tick':
    case 'session.closed':
    case 'watch.opened':
    case 'watch.fired':
    case 'tasks.inserted':
      return null;
  }
}

/** Writes the heartbeat, if it is due. Called after all events of a step. */
export function afterEvents({ config }: MasterState, role: CatchingUpRole, context: StepContext): void {
  const { heartbeat, epoch, catchUp } = role;
  writeHeartbeat(heartbeat, context, { ...config, epoch }, catchUp.after);
}
