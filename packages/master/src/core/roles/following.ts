import type { Control, LedgerEnd } from '../events.ts';

/** A follower looks at the leader's beat so often, in milliseconds. */
const OBSERVE_MS = 200;

/** A beat that does not change for so long, in milliseconds, shows that the leader is gone: three beats. */
const TAKEOVER_MS = 1_500;

/** The end of the ledger, and the beat of the leader, as a follower saw them. */
export interface LeaderObservation {
  readonly end: LedgerEnd;
  readonly control: Control | null;
}

/** What a follower knows. Only *when* to try to lead depends on it; whether that is safe, the ledger decides. */
export interface Follower {
  /** What it saw when it last looked; null before it did. */
  observation: LeaderObservation | null;
  /** How long the leader has been silent while it watched, in milliseconds. */
  silentMs: number;
  observedAtMs: number;
  observing: boolean;
  /** It has only just started, and so cannot have been deposed. */
  fresh: boolean;
}

/** A follower that has seen nothing; `fresh` at the start of the process. */
export function createFollower(fresh: boolean, nowMs: number): Follower {
  return {
    observation: null,
    silentMs: 0,
    observedAtMs: nowMs - OBSERVE_MS,
    observing: false,
    fresh,
  };
}

/** True when it is time to look at the leader again. */
export function isObservationDue({ observing, observedAtMs }: Follower, nowMs: number): boolean {
  return !observing && nowMs - observedAtMs >= OBSERVE_MS;
}

/** Something that changes as long as the leader lives. */
function signOfLife(end: LedgerEnd, control: Control | null): string {
  return `${end.number} ${control?.epoch ?? 0} ${control?.heartbeat ?? 0}`;
}

/** Takes in what it saw. Silence counts only in small portions, so that a database that hung is not held against the leader. */
export function noteObservation(following: Follower, end: LedgerEnd, control: Control | null, nowMs: number): void {
  const { observation, observedAtMs } = following;
  const silent = observation !== null && signOfLife(observation.end, observation.control) === signOfLife(end, control);
  following.silentMs = silent ? following.silentMs + Math.min(nowMs - observedAtMs, 2 * OBSERVE_MS) : 0;
  following.observation = { end, control };
  following.observedAtMs = nowMs;
  following.observing = false;
}

/** The name of the master whose reign is the latest; null while that is not known. */
export function leaderIn({ end, control }: LeaderObservation): string | null {
  return end.beganBy ?? (control?.epoch === end.epoch ? control.name : null);
}

/** Why this follower should try to lead now, or null when it should not. */
export function reasonToLead({ observation, silentMs, fresh }: Follower, ownName: string): string | null {
  if (observation === null) return null;
  if (observation.end.number === 0) return 'the ledger is empty';
  if (observation.end.ended) return 'the last reign ended in order';
  if (fresh && leaderIn(observation) === ownName) return 'the last reign was under its own name';
  return silentMs >= TAKEOVER_MS ? 'the leader is silent' : null;
}
