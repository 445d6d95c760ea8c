/**
 * How a master changes its role. A role returns the change; only `step.ts` applies it.
 */
import { requestEnd, logInfo, type StepContext } from '../effects.ts';
import type { FollowerRole, MasterState, Role } from '../state.ts';

/** A change of role. */
export interface RoleChange {
  readonly role: Role;
  /** Whether the new role handles the responses to requests that are in flight, or ignores them. */
  readonly requests: 'kept' | 'abandoned';
}

/** How often a follower observes the leader: a fraction of the silence after which it takes over. */
export const OBSERVE_MS = 200;

/** Returns a follower that has observed nothing yet; `justStarted` at the start of the process. */
export function createFollower(justStarted: boolean, nowMs: number): FollowerRole {
  return {
    kind: 'follower',
    observation: null,
    silentMs: 0,
    observedAtMs: nowMs - OBSERVE_MS,
    observing: false,
    justStarted,
    followedEpoch: 0,
  };
}

function endSessions({ registered }: MasterState, context: StepContext, detail: string): void {
  for (const session of registered) requestEnd(context, session, 'unavailable', detail);
}

/**
 * Returns the change to a follower with no memory, because the ledger contains a newer epoch or another claim. Ends all
 * sessions, and so the time in which they might break for a reason of this master's. `epoch` is the epoch that it led;
 * null if it led none.
 */
export function depose(state: MasterState, context: StepContext, epoch: number | null): RoleChange {
  const { name } = state.config;
  endSessions(state, context, `${name} was deposed`);
  if (epoch !== null) context.effects.push({ kind: 'commands.lost' });
  state.contact.stalledUntilMs = -Infinity;
  if (epoch !== null) logInfo(context, 'epoch.deposed', `${name}: deposed, a newer epoch began`, { epoch });
  return { role: createFollower(false, context.nowMs), requests: 'abandoned' };
}

/** Returns the change to a stopped master, and ends all sessions. */
export function finishStop(state: MasterState, context: StepContext): RoleChange {
  endSessions(state, context, `${state.config.name} is stopping`);
  context.effects.push({ kind: 'commands.lost' });
  return { role: { kind: 'stopped' }, requests: 'abandoned' };
}
