/**
 * The messages of a session as the two cores see them: tagged unions of plain values, checked at the edge.
 */

/** Names one attempt of one task. */
export interface AttemptReference {
  /** The identifier of the task. */
  readonly taskId: string;
  /** The number of the attempt, from 1. */
  readonly attempt: number;
}

/**
 * Returns a key that identifies an attempt. The number comes first because a task identifier may contain any character,
 * the separator included.
 */
export function attemptKey({ taskId, attempt }: AttemptReference): string {
  return `${attempt} ${taskId}`;
}

/** One attempt that a slave still holds when it registers. */
export interface Held extends AttemptReference {
  /** Running now, or finished with its report waiting for an answer. */
  readonly state: 'running' | 'finished';
}

/** Why a slave declines an assignment. */
export type DeclineReason = 'busy' | 'draining' | 'lower epoch' | 'cannot run it';

/** Why a master refuses a registration. */
export type RefuseReason = 'not leading' | 'name taken' | 'unsupported version';

/** The first message of a session: the slave introduces itself. */
export interface RegisterMessage {
  readonly kind: 'register';
  readonly host: string;
  readonly instance: string;
  readonly protocolVersion: number;
  /** It knows other masters, and wants to look for one that reaches the database when this one does not. */
  readonly otherMasters: boolean;
  readonly held: readonly Held[];
}

/** What a slave says after it registered. */
export type ReportMessage =
  | ({ readonly kind: 'started' | 'finished' | 'aborted' } & AttemptReference)
  | ({ readonly kind: 'declined'; readonly reason: DeclineReason } & AttemptReference)
  | { readonly kind: 'leaving' };

/** Everything a slave says. */
export type SlaveMessage = RegisterMessage | ReportMessage;

/** A task for a slave to run now. */
export interface AssignMessage extends AttemptReference {
  readonly kind: 'assign';
  /** The name of the task, for people. */
  readonly taskname: string;
  /** How long the task sleeps, in seconds. */
  readonly sleepSeconds: number;
}

/** Everything a master says. */
export type MasterMessage =
  | { readonly kind: 'welcome'; readonly epoch: number }
  | AssignMessage
  | ({ readonly kind: 'acknowledge' | 'abort' } & AttemptReference)
  | { readonly kind: 'refuse'; readonly reason: RefuseReason; readonly detail: string; readonly leader: string };

/** The peer broke the protocol: its session must end, and nobody else's. The message says what was wrong. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
