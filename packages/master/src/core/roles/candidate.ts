import { refuseCommand } from '../leader/commands.ts';
import { watermarkOf } from '../control.ts';
import { logInfo, requestStore, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { createHeartbeat } from '../heartbeat.ts';
import { createCatchUp } from '../ledger/catch-up.ts';
import type { CandidateRole, MasterState } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { depose, finishStop, type RoleChange } from './role-change.ts';

/** Claims leadership: requests to append the beginning of an epoch. */
export function enter({ config }: MasterState, { entry, reason }: CandidateRole, context: StepContext): void {
  const { epoch } = entry;
  logInfo(context, 'epoch.claimed', `${config.name}: claiming epoch ${epoch} (${reason})`, { epoch, reason });
  requestStore(context, { kind: 'append', entry });
}

/**
 * Verifies the claim after it was appended: the ledger must end with it. If it ends with another entry, the number of
 * the claim was free only because the entry that used to have it was trimmed, so the claim is void.
 */
function observed(
  state: MasterState,
  { entry, lastEpoch }: CandidateRole,
  { end, control }: Extract<StoreResponse, { kind: 'observed' }>,
  context: StepContext,
): RoleChange | null {
  const { epoch, number } = entry;
  if (end.number !== number) return depose(state, context, null);
  context.effects.push({ kind: 'committed', entry, reread: false });
  const catchUp = createCatchUp(watermarkOf(control, lastEpoch, number), number);
  const heartbeat = createHeartbeat(context.nowMs);
  return { role: { kind: 'catching-up', epoch, catchUp, heartbeat }, requests: 'kept' };
}

/** Handles an event as a candidate. Returns the change of role that follows, or null. */
export function on(state: MasterState, role: CandidateRole, event: Event, context: StepContext): RoleChange | null {
  switch (event.kind) {
    case 'session.message':
      if (event.message.kind === 'register') state.pending.set(event.session, event.message);
      return null;
    case 'store':
      if (event.response.kind === 'append.collided') return depose(state, context, null);
      if (event.response.kind === 'appended') requestStore(context, { kind: 'observe' });
      return event.response.kind === 'observed' ? observed(state, role, event.response, context) : null;
    case 'command':
      refuseCommand(context, event.id, 'not leading');
      return null;
    case 'stop':
      return finishStop(state, context);
    case 'tick':
    case 'session.closed':
    case 'watch.opened':
    case 'watch.fired':
    case 'tasks.inserted':
      return null;
  }
}
