/*
 * The messages of a session as the cores of master and slave use them: validated, plain data. `codec.ts` converts them
 * from and to the messages of scheduler.proto, where each is documented.
 */

import { MAX_NAME_LENGTH } from './limits.ts';

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

/** An attempt that an earlier process of a slave has ended, and has not been able to report. */
export interface KeptReference extends AttemptReference {
  /** The instance of that process. */
  readonly instance: string;
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
  /** The reports of earlier processes of the slave, proven like `instance`; absent if there are none. */
  readonly kept?: readonly KeptReference[];
  /** The queues that the slave takes tasks from. */
  readonly queues: readonly string[];
  /** The kinds of tasks that the slave can run. */
  readonly kinds: readonly string[];
}

/** What the reports about the end of an attempt have in common. */
interface EndMessage extends AttemptReference {
  /** The instance that ran the attempt, if it was an earlier process of the slave; else absent. */
  readonly instance?: string;
}

/** Reports that an attempt ran to its end. */
export interface FinishedMessage extends EndMessage {
  readonly kind: 'finished';
  /** What it returned, as JSON that MongoDB can store (see `result.ts`); absent if it returned nothing. */
  readonly result?: string;
}

/** Reports that an attempt ended without success. */
export interface FailedMessage extends EndMessage {
  readonly kind: 'failed';
  /** Why, for people; at most MAX_REASON_LENGTH characters. */
  readonly reason: string;
  /** Whether another attempt would fail as well. */
  readonly permanent: boolean;
}

/** A message that a slave sends once it is registered. */
export type ReportMessage =
  | ({ readonly kind: 'started' | 'aborted' } & AttemptReference)
  | FinishedMessage
  | FailedMessage
  | ({ readonly kind: 'declined'; readonly reason: DeclineReason } & AttemptReference)
  | { readonly kind: 'leaving' };

/** A message from a slave. */
export type SlaveMessage = RegisterMessage | ReportMessage;

/** What a task does when it runs. */
export type Work =
  /** It sleeps. Any number of seconds: the slave declines what it cannot run. */
  { readonly kind: 'sleep'; readonly sleepSeconds: number } | JobWork;

/** The work of a task that a process of its own does. */
export interface JobWork {
  readonly kind: 'job';
  /** `command`, or the name of a handler: the kind of the task. */
  readonly name: string;
  /** Relaxed extended JSON; empty if there is none. */
  readonly input: string;
  /** After how many seconds the attempt fails; null if it may take as long as it likes. */
  readonly timeoutSeconds: number | null;
}

/** The kind of the tasks that sleep. */
export const SLEEP_KIND = 'sleep';

/** The queue of the tasks that name none. */
export const DEFAULT_QUEUE = 'default';

const NAME_PATTERN = /^[A-Za-z0-9._-]+$/;

/** Whether a queue or a kind may have this name: 1 to 64 letters, digits, dots, hyphens or underscores. */
export function isValidName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && NAME_PATTERN.test(name);
}

/** What slaves can run that do not say so: sleeps, in the queue that all tasks are in by default. */
export const PLAIN_ABILITIES: Readonly<Record<'queues' | 'kinds', readonly string[]>> = {
  queues: [DEFAULT_QUEUE],
  kinds: [SLEEP_KIND],
};

/** Returns the kind of task that does some work, as Register and task documents name it. */
export function kindOf(work: Work): string {
  return work.kind === 'sleep' ? SLEEP_KIND : work.name;
}

/** Assigns an attempt to a slave, to be run after everything that was assigned to it before. */
export interface AssignMessage extends AttemptReference {
  readonly kind: 'assign';
  readonly taskname: string;
  readonly work: Work;
}

/** A message that a master sends to a slave that is registered. */
export type OrderMessage = AssignMessage | ({ readonly kind: 'acknowledge' | 'abort' | 'recall' } & AttemptReference);

/** A message from a master. */
export type MasterMessage =
  | OrderMessage
  | { readonly kind: 'welcome'; readonly epoch: number }
  | { readonly kind: 'refuse'; readonly reason: RefuseReason; readonly detail: string; readonly leader: string };

/** Whether a message from a slave is a report. Register travels alone. */
export function isReport(message: SlaveMessage): message is ReportMessage {
  return message.kind !== 'register';
}

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
