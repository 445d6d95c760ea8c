import type { Turn } from './events.ts';
import type { MasterState } from './leadership.ts';
import { excuseSlaves } from './recovery.ts';
import { endSession } from './sessions.ts';

/**
 * A database that answers nothing for so long is out of reach, in milliseconds: perhaps for this master alone, and then
 * another one has taken over and waits for the slaves. They need a few seconds to find it, well within its recovery
 * grace.
 */
const OUTAGE_MS = 4_000;

/** What is said to slaves meanwhile. */
export const CUT_OFF = 'the database does not answer; another master may lead';

/** True when the database has been silent for too long. */
export const isCutOff = ({ heardMs }: MasterState, { nowMs }: Turn): boolean => nowMs - heardMs >= OUTAGE_MS;

/** Lets every slave go, so that it can look for another master. None is blamed: whoever comes back keeps its task. */
export const letGo = ({ role, introduced }: MasterState, turn: Turn): void => {
  if (role.kind !== 'leading') {
    for (const session of introduced) turn.effects.push({ kind: 'end', session, code: 'unavailable', detail: CUT_OFF });
    return;
  }
  excuseSlaves(role.reign, turn.nowMs);
  for (const session of role.reign.hosts.keys()) endSession(role.reign, turn, session, 'unavailable', CUT_OFF);
};
