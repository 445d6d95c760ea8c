/*
 * The messages of a session as the cores of master and slave use them: validated, plain data. `codec.ts` converts them
 * from and to the messages of scheduler.proto, where each is documented.
 */

/** Identifies one attempt of one task. */
export interface AttemptReference {
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

/** An attempt that a slave holds when it registers. */
export interface Held extends AttemptReference {
  /** `finished` until the report is acknowledged. */
  readonly state: 'running' | 'finished';
}

/** Why a slave declines an assignment. */
export type DeclineReason = 'busy' | 'draining' | 'lower epoch' | 'cannot run it' | 'recalled';

/** Why a master refuses a registration. */
export type RefuseReason = 'not leading' | 'name taken' | 'unsupported version';

/** The first message of a session. It has no secret: `codec.ts` adds and checks it, and the cores never see it. */
export interface RegisterMessage {
  readonly kind: 'register';
  readonly host: string;
  /** Proven to be that of the slave, unless the protocol version is 1. */
  readonly instance: string;
  readonly protocolVersion: number;
  /** Whether the slave knows other masters, to which it can turn when this one cannot reach the database. */
  readonly otherMasters: boolean;
  readonly held: readonly Held[];
}

/** A message that a slave sends once it is registered. */
export type ReportMessage =
  | ({ readonly kind: 'started' | 'finished' | 'aborted' } & AttemptReference)
  | ({ readonly kind: 'declined'; readonly reason: DeclineReason } & AttemptReference)
  | { readonly kind: 'leaving' };

/** A message from a slave. */
export type SlaveMessage = RegisterMessage | ReportMessage;

/** Assigns an attempt to a slave, to be run after everything that was assigned to it before. */
export interface AssignMessage extends AttemptReference {
  readonly kind: 'assign';
  readonly taskname: string;
  /** How long the task sleeps, in seconds. Any number: the slave declines what it cannot run. */
  readonly sleepSeconds: number;
}

/** A message that a master sends to a slave that is registered. */
export type OrderMessage = AssignMessage | ({ readonly kind: 'acknowledge' | 'abort' | 'recall' } & AttemptReference);

/** A message from a master. */
export type MasterMessage =
  | OrderMessage
  | { readonly kind: 'welcome'; readonly epoch: number }
  | { readonly kind: 'refuse'; readonly reason: RefuseReason; readonly detail: string; readonly leader: string };

/** Whether a message from a master is an order. Others travel alone. */
export function isOrder(message: MasterMessage): message is OrderMessage {
  return message.kind !== 'welcome' && message.kind !== 'refuse';
}

/** The peer violated the protocol. Its session must be ended, but no other session is affected. */
export class ProtocolError extends Error {
  override readonly name: string = 'ProtocolError';
}

/** The peer did not prove that it is the slave that it claims to be. */
export class UnprovenInstanceError extends ProtocolError {
  override readonly name = 'UnprovenInstanceError';
}
