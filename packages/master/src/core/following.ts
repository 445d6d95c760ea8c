import type { Control, LedgerEnd } from './events.ts';

/** A follower looks at the leader's beat so often, in milliseconds. */
const OBSERVE_MS = 200;

/** A beat that does not change for so long, in milliseconds, shows that the leader is gone: three beats. */
const TAKEOVER_MS = 1_500;

/** The end of the ledger, and the beat of the leader, as a follower saw them. */
export interface Sight {
  readonly end: LedgerEnd;
  readonly control: Control | null;
}

/** What a follower knows. Only *when* to try to lead depends on it; whether that is safe, the ledger decides. */
export interface Following {
  /** What it saw when it last looked; null before it did. */
  seen: Sight | null;
  /** How long the leader has been silent while it watched, in milliseconds. */
  silentMs: number;
  seenAtMs: number;
  looking: boolean;
  /** It has only just started, and so cannot have been deposed. */
  fresh: boolean;
}

/** A follower that has seen nothing; `fresh` at the start of the process. */
export const beginFollowing = (fresh: boolean, nowMs: number): Following => ({
  seen: null,
  silentMs: 0,
  seenAtMs: nowMs - OBSERVE_MS,
  looking: false,
  fresh,
});

/** True when it is time to look at the leader again. */
export const wantsToLook = ({ looking, seenAtMs }: Following, nowMs: number): boolean =>
  !looking && nowMs - seenAtMs >= OBSERVE_MS;

/** Something that changes as long as the leader lives. */
const signOfLife = (end: LedgerEnd, control: Control | null): string =>
  `${end.number} ${control?.epoch ?? 0} ${control?.beat ?? 0}`;

/** Takes in what it saw. Silence counts only in small portions, so that a database that hung is not held against the leader. */
export const look = (following: Following, end: LedgerEnd, control: Control | null, nowMs: number): void => {
  const { seen, seenAtMs } = following;
  const silent = seen !== null && signOfLife(seen.end, seen.control) === signOfLife(end, control);
  following.silentMs = silent ? following.silentMs + Math.min(nowMs - seenAtMs, 2 * OBSERVE_MS) : 0;
  following.seen = { end, control };
  following.seenAtMs = nowMs;
  following.looking = false;
};

/** The name of the master whose reign is the latest; null while that is not known. */
export const leaderIn = ({ end, control }: Sight): string | null =>
  end.beganBy ?? (control?.epoch === end.epoch ? control.name : null);

/** Why this follower should try to lead now, or null when it should not. */
export const reasonToLead = ({ seen, silentMs, fresh }: Following, ownName: string): string | null => {
  if (seen === null) return null;
  if (seen.end.number === 0) return 'the ledger is empty';
  if (seen.end.ended) return 'the last reign ended in order';
  if (fresh && leaderIn(seen) === ownName) return 'the last reign was under its own name';
  return silentMs >= TAKEOVER_MS ? 'the leader is silent' : null;
};
