/**
 * How a master changes its role. A role returns a change; only `step.ts` applies it.
 */
import { endWith, logInfo, type StepContext } from '../effects.ts';
import type { FollowerRole, MasterState, Role } from '../state.ts';

export interface RoleChange {
  readonly role: Role;
  /** What becomes of requests that are in flight: their responses still matter to the new role, or are ignored. */
  readonly requests: 'kept' | 'abandoned';
}

/** What a role does with an event: it changes the role, or stays. */
export type Outcome = RoleChange | null;

/** The follower polls the leader's heartbeat at this interval: a fraction of the silence after which it takes over. */
export const OBSERVE_MS = 200;

/** Returns a follower that has observed nothing; `fresh` at the start of the process. */
export function createFollower(fresh: boolean, nowMs: number): FollowerRole {
  return {
    kind: 'follower',
    observation: null,
    silentMs: 0,
    observedAtMs: nowMs - OBSERVE_MS,
    observing: false,
    fresh,
  };
}

function endSessions({ registered }: MasterState, context: StepContext, detail: string): void {
  for (const session of registered) endWith(context, session, 'unavailable', detail);
}

/** The ledger holds a newer epoch: forgets everything, and follows. `epoch` is the one it led; null when it led none. */
export function depose(state: MasterState, context: StepContext, epoch: number | null): RoleChange {
  const { name } = state.config;
  endSessions(state, context, `${name} was deposed`);
  if (epoch !== null) logInfo(context, 'epoch.deposed', `${name}: deposed, a newer epoch began`, { epoch });
  return { role: createFollower(false, context.nowMs), requests: 'abandoned' };
}

/** Everything is written: ends every session, and is done. */
export function finishStop(state: MasterState, context: StepContext): RoleChange {
  endSessions(state, context, `${state.config.name} is stopping`);
  return { role: { kind: 'stopped' }, requests: 'abandoned' };
}
