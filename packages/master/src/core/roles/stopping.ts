import { CUT_OFF, isCutOff } from '../contact.ts';
import { endWith, type StepContext } from '../effects.ts';
import type { Event } from '../events.ts';
import { extendRecoveryGrace } from '../leader/deadlines.ts';
import { isDeposition, storeAnswered } from '../leader/store-responses.ts';
import { isWrittenOut, writeOut } from '../leader/write-out.ts';
import type { Leadership, MasterState, StoppingRole } from '../state.ts';
import { finishStop, type Outcome } from './role-change.ts';

/** Ends the session of every slave that can look for another master. Nothing may be decided after the end of the epoch. */
function releaseSlaves({ registered }: MasterState, leadership: Leadership, context: StepContext): void {
  extendRecoveryGrace(leadership, context);
  for (const { session, otherMasters } of leadership.slaves.values())
    if (otherMasters && registered.has(session)) endWith(context, session, 'unavailable', CUT_OFF);
}

/** Handles an event while stopping. Reports are left for the next leader: nothing may follow the end of the epoch. */
export function on(state: MasterState, { leadership }: StoppingRole, event: Event, context: StepContext): Outcome {
  switch (event.kind) {
    case 'tick':
      if (isCutOff(state.contact, context.nowMs)) releaseSlaves(state, leadership, context);
      return null;
    case 'session.message':
      if (event.message.kind === 'register') state.pending.set(event.session, event.message);
      return null;
    case 'store':
      if (isDeposition(event.response)) return finishStop(state, context);
      // A page of tasks could lead to a decision.
      if (event.response.kind !== 'runnable') storeAnswered(leadership, context, event.response);
      return null;
    case 'session.closed':
    case 'watch.opened':
    case 'watch.fired':
    case 'stop':
      return null;
  }
}

/** After all events of a step: writes out what was decided, and stops once that is done. */
export function afterEvents(state: MasterState, { leadership }: StoppingRole, context: StepContext): Outcome {
  writeOut(leadership, context);
  return isWrittenOut(leadership) ? finishStop(state, context) : null;
}
