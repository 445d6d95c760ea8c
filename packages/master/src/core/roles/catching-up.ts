import { logInfo, requestStore, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { heartbeatWritten, writeHeartbeat } from '../heartbeat.ts';
import { adoptAssignments } from '../leader/adoption.ts';
import { createLeadership } from '../leader/leadership.ts';
import type { TaskDocument } from '../leader/task-document.ts';
import { entriesRead, readNext, revisionsRead, updatesWritten, type CatchUpRequest } from '../ledger/catch-up.ts';
import type { CatchingUpRole, MasterState } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { depose, finishStop, type Outcome } from './role-change.ts';

/** Requests what the catch-up needs next; once that is complete, the open assignments. */
function advance(context: StepContext, request: CatchUpRequest): null {
  requestStore(context, request ?? { kind: 'read.assigned' });
  return null;
}

/** Starts to bring the task documents up to date with earlier epochs. */
export function enter({ catchUp }: CatchingUpRole, context: StepContext): void {
  advance(context, readNext(catchUp));
}

/** The documents agree with the ledger: takes over the open assignments, and leads. */
function assignedRead(
  { config }: MasterState,
  { epoch, catchUp, heartbeat }: CatchingUpRole,
  documents: readonly TaskDocument[],
  context: StepContext,
): Outcome {
  const leadership = createLeadership({ config, epoch, last: catchUp.through, heartbeat }, context.nowMs);
  adoptAssignments(leadership, context, documents);
  const { size } = leadership.assigned;
  logInfo(context, 'epoch.ready', `${config.name}: leading epoch ${epoch}; awaiting the slaves of ${size} tasks`, {
    epoch,
  });
  return { role: { kind: 'leader', leadership }, requests: 'kept' };
}

function answered(state: MasterState, role: CatchingUpRole, response: StoreResponse, context: StepContext): Outcome {
  const { catchUp, heartbeat, epoch } = role;
  switch (response.kind) {
    case 'ledger':
      for (const entry of response.entries)
        if (entry.number < catchUp.through) context.effects.push({ kind: 'committed', entry, reread: true });
      return advance(context, entriesRead(catchUp, response.entries));
    case 'revisions':
      return advance(context, revisionsRead(catchUp, response.revisions));
    case 'projected':
      return advance(context, updatesWritten(catchUp));
    case 'assigned':
      return assignedRead(state, role, response.documents, context);
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
      throw new Error(`unexpected store response ${response.kind} while catching up`);
  }
}

/**
 * Handles an event while catching up.
 * @throws when the store answers a request that a master that catches up cannot have made
 */
export function on(state: MasterState, role: CatchingUpRole, event: Event, context: StepContext): Outcome {
  switch (event.kind) {
    case 'session.message':
      if (event.message.kind === 'register') state.pending.set(event.session, event.message);
      return null;
    case 'store':
      return answered(state, role, event.response, context);
    case 'stop':
      return finishStop(state, context);
    case 'tick':
    case 'session.closed':
    case 'watch.opened':
    case 'watch.fired':
      return null;
  }
}

/** After all events of a step: keeps the heartbeat going. */
export function afterEvents({ config }: MasterState, role: CatchingUpRole, context: StepContext): void {
  const { heartbeat, epoch, catchUp } = role;
  writeHeartbeat(heartbeat, context, { ...config, epoch }, catchUp.after);
}
