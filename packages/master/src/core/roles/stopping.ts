import { refuseCommand } from '../leader/commands.ts';
import { CUT_OFF_DETAIL, isCutOff } from '../contact.ts';
import { requestEnd, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { extendRecoveryGrace } from '../leader/deadlines.ts';
import { releasableSessions } from '../leader/sessions.ts';
import { handleStoreResponse } from '../leader/store-responses.ts';
import { isWrittenOut, writeOut } from '../leader/write-out.ts';
import { isSuperseded } from '../leader/write-verification.ts';
import { isDrained } from '../ledger/group-commit.ts';
import type { Leadership, MasterState, StoppingRole } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { finishStop, type RoleChange } from './role-change.ts';

/** Ends the sessions of the slaves that know other masters, without a decision: nothing may follow `epoch.ended`. */
function releaseSlaves(state: MasterState, leadership: Leadership, context: StepContext): void {
  extendRecoveryGrace(leadership, context);
  for (const session of releasableSessions(state, leadership))
    requestEnd(context, session, 'unavailable', CUT_OFF_DETAIL);
}

/** The responses with documents of tasks. */
const DOCUMENTS: ReadonlySet<string> = new Set<StoreResponse['kind']>(['runnable', 'assigned', 'task']);

/**
 * Handles an event while stopping. Returns the change of role that follows, or null. Reports are left to the next
 * leader, because nothing may be decided after `epoch.ended`.
 */
export function on(state: MasterState, role: StoppingRole, event: Event, context: StepContext): RoleChange | null {
  const { leadership } = role;
  switch (event.kind) {
    case 'tick':
      if (isCutOff(state.contact, context.nowMs)) releaseSlaves(state, leadership, context);
      return null;
    case 'session.message':
      if (event.message.kind === 'register') state.pending.set(event.session, event.message);
      return null;
    case 'store':
      if (event.response.kind === 'append.collided') return finishStop(state, context);
      // Whether the epoch has ended, or another has begun, is decided by the append that is still in flight.
      if (event.response.kind === 'control.superseded') role.awaits = 'ledger';
      else if (isSuperseded(leadership, event.response)) return finishStop(state, context);
      // Documents could lead to a decision.
      else if (!DOCUMENTS.has(event.response.kind)) handleStoreResponse(leadership, context, event.response);
      return null;
    case 'command':
      refuseCommand(context, event.id, 'not leading');
      return null;
    case 'session.closed':
    case 'watch.opened':
    case 'watch.fired':
    case 'tasks.inserted':
    case 'stop':
      return null;
  }
}

/** Writes out what was decided, and stops once that is complete. Called after all events of a step. */
export function afterEvents(
  state: MasterState,
  { leadership, awaits }: StoppingRole,
  context: StepContext,
): RoleChange | null {
  writeOut(leadership, context);
  const written = awaits === 'everything' ? isWrittenOut(leadership) : isDrained(leadership.groupCommit);
  return written ? finishStop(state, context) : null;
}
