import type { StoreResponse, Turn } from './events.ts';
import type { MasterState, Role } from './leadership.ts';
import { excuseSlaves } from './recovery.ts';
import { endSession } from './sessions.ts';

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
export const showsContact = ({ kind }: Role, response: StoreResponse): boolean =>
  response.kind === 'control.written' || kind === 'following' || kind === 'claiming' || kind === 'stopped';

/** What is said to slaves meanwhile. */
export const CUT_OFF = 'the database does not answer; another master may lead';

/** True when there has been no contact for too long. */
export const isCutOff = ({ heardMs }: MasterState, { nowMs }: Turn): boolean => nowMs - heardMs >= OUTAGE_MS;

/**
 * Lets every slave go that can look for another master. None is blamed: whoever comes back keeps its task. The others
 * stay: whatever the database does, they are best off here.
 */
export const letGo = ({ role, waiting, introduced }: MasterState, turn: Turn): void => {
  for (const [session, { otherMasters }] of waiting)
    if (otherMasters) turn.effects.push({ kind: 'end', session, code: 'unavailable', detail: CUT_OFF });
  if (role.kind !== 'leading' && role.kind !== 'stopping') return;
  const { reign } = role;
  excuseSlaves(reign, turn.nowMs);
  for (const { session, otherMasters } of reign.slaves.values()) {
    if (!otherMasters || !introduced.has(session)) continue;
    // Nothing may be decided any more once the end of the reign was.
    if (role.kind === 'stopping') turn.effects.push({ kind: 'end', session, code: 'unavailable', detail: CUT_OFF });
    else endSession(reign, turn, session, 'unavailable', CUT_OFF);
  }
};
