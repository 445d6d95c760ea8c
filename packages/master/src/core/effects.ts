import type { MasterMessage } from '@steadfast/protocol/messages';
import type { CommandOutcome } from './commands.ts';
import type { Contact } from './contact.ts';
import type { Time } from './events.ts';
import type { Entry } from './ledger/facts.ts';
import type { StoreRequest } from './store-requests.ts';

/** Why the core ends a session. Each code corresponds to one gRPC status. */
export type EndCode =
  | 'unavailable'
  | 'already exists'
  | 'invalid argument'
  | 'failed precondition'
  | 'deadline exceeded'
  | 'resource exhausted'
  | 'unauthenticated';

/** Something that the drivers must do for the core. */
export type Effect =
  | { readonly kind: 'store'; readonly generation: number; readonly request: StoreRequest }
  | { readonly kind: 'send'; readonly session: number; readonly message: MasterMessage }
  | { readonly kind: 'end'; readonly session: number; readonly code: EndCode; readonly detail: string }
  /** Log the facts of an entry, which is durable. `reread`: it is older, and was read again by a new leader. */
  | { readonly kind: 'committed'; readonly entry: Entry; readonly reread: boolean }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly message: string;
      readonly fields: LogFields;
    }
  /** Open a watch that fires once, at the next new task. */
  | { readonly kind: 'watch.open'; readonly generation: number }
  /** Tell the outcome of a command. */
  | { readonly kind: 'command.done'; readonly id: number; readonly outcome: CommandOutcome }
  /** The outcome of every command that was not told is unknown, because this master no longer leads. */
  | { readonly kind: 'commands.lost' }
  /** Deliver a tick after this delay. */
  | { readonly kind: 'wake'; readonly afterMs: number }
  /** The stop is complete. */
  | { readonly kind: 'stopped' };

/** A message to one slave. */
export type SendEffect = Extract<Effect, { kind: 'send' }>;

/** The fields of a log line. */
export interface LogFields {
  readonly task?: string;
  readonly taskId?: string;
  readonly attempt?: number;
  readonly host?: string;
  readonly instance?: string;
  readonly epoch?: number;
  readonly reason?: string;
}

/** One step of the core: its time, and the effects collected so far. */
export interface StepContext extends Time {
  /** Identifies the role that makes requests: responses to requests of an earlier generation are ignored. */
  generation: number;
  readonly contact: Contact;
  readonly effects: Effect[];
}

/** Adds a request to the store to the effects. */
export function requestStore({ generation, effects }: StepContext, request: StoreRequest): void {
  effects.push({ kind: 'store', generation, request });
}

/** Adds the end of a session to the effects. The peer receives `code` and `detail`. */
export function requestEnd({ effects }: StepContext, session: number, code: EndCode, detail: string): void {
  effects.push({ kind: 'end', session, code, detail });
}

/** A level of log lines, by severity. */
type LogLevel = Extract<Effect, { kind: 'log' }>['level'];

/** Adds a log line to the effects. */
export function log(
  { effects }: StepContext,
  level: LogLevel,
  event: string,
  message: string,
  fields: LogFields,
): void {
  effects.push({ kind: 'log', level, event, message, fields });
}

/** Adds a log line at level `info` to the effects. */
export function logInfo(context: StepContext, event: string, message: string, fields: LogFields): void {
  log(context, 'info', event, message, fields);
}
