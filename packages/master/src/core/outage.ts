import type { StoreResponse, StepContext } from './events.ts';
import type { MasterState, Role } from './roles.ts';
import { extendRecoveryGrace } from './leader/deadlines.ts';
import { endSession } from './leader/sessions.ts';

/**
 * A database that answers nothing for so long is out of reach, in milliseconds: perhaps for this master alone, and then
 * another one has taken over and waits for the slaves. They need a few seconds to find it, well within its recovery
 * grace.
 */
const OUTAGE_MS = 4_000;

/**
 * True for an answer that shows that all is well. Of a leader the others see nothing but its beat: whatever else is
 * answered, while that is not, one of them takes it for gone.
 */
export function showsContact({ kind }: Role, response: StoreResponse): boolean {
  return response.kind === 'control.written' || kind === 'follower' || kind === 'candidate' || kind === 'stopped';
}

/** What is said to slaves meanwhile. */
export const CUT_OFF = 'the database does not answer; another master may lead';

/** True when there has been no contact for too long. */
export function isCutOff({ heardMs }: MasterState, { nowMs }: StepContext): boolean {
  return nowMs - heardMs >= OUTAGE_MS;
}

/**
 * Lets every slave go that can look for another master. None is blamed: whoever comes back keeps its task. The others
 * stay: whatever the database does, they are best off here.
 */
export function letGo({ role, waiting, introduced }: MasterState, context: StepContext): void {
  for (const [session, { otherMasters }] of waiting)
    if (otherMasters) context.effects.push({ kind: 'end', session, code: 'unavailable', detail: CUT_OFF });
  if (role.kind !== 'leader' && role.kind !== 'stopping') return;
  const { leadership } = role;
  extendRecoveryGrace(leadership, context.nowMs);
  for (const { session, otherMasters } of leadership.slaves.values()) {
    if (!otherMasters || !introduced.has(session)) continue;
    // Nothing may be decided any more once the end of the reign was.
    if (role.kind === 'stopping') context.effects.push({ kind: 'end', session, code: 'unavailable', detail: CUT_OFF });
    else endSession(leadership, context, session, 'unavailable', CUT_OFF);
  }
}
