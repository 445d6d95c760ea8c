/**
 * What programs request of a leader about one task, and the possible outcomes.
 */

/** A request about one task. Each may be repeated: then it has no further effect. */
export type Command =
  /** `reason` is for people, and begins with `CANCELLED`. */
  | { readonly kind: 'cancel'; readonly taskId: string; readonly reason: string }
  /** Releases a parked task. */
  | { readonly kind: 'release'; readonly taskId: string };

/** The outcome of a command. All but the last three are durable. */
export type CommandOutcome =
  | 'cancelled'
  /** It has succeeded, so it is not cancelled. */
  | 'succeeded'
  /** It is parked for another reason, so it is not cancelled. */
  | 'parked'
  | 'released'
  | 'not parked'
  | 'not found'
  /** Nothing was done, because of what the leader is doing at the moment; try again. */
  | 'busy'
  /** Nothing was done, because this master does not lead. */
  | 'not leading'
  /** This master was deposed or is stopping, so that it is unknown what was done; try again. */
  | 'unknown';

/** What the reason begins with for which a cancelled task is parked. */
const CANCELLED = 'cancelled';

/** Returns the reason for which a cancelled task is parked. `why` may be empty. */
export function cancellationReason(why: string): string {
  return why === '' ? CANCELLED : `${CANCELLED}: ${why}`;
}

/** Returns whether a task that is parked for this reason was cancelled. */
export function isCancellation(reason: string): boolean {
  return reason === CANCELLED || reason.startsWith(`${CANCELLED}: `);
}
