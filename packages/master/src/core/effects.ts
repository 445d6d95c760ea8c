import type { MasterMessage } from '@steadfast/protocol/messages';
import type { Contact } from './contact.ts';
import type { Time } from './events.ts';
import type { Entry } from './ledger/facts.ts';
import type { StoreRequest } from './store-requests.ts';

/** Why the core ends a session; each is one gRPC status. */
export type EndCode =
  | 'unavailable'
  | 'already exists'
  | 'invalid argument'
  | 'failed precondition'
  | 'deadline exceeded'
  | 'resource exhausted';

/** Something that the core wants done outside. */
export type Effect =
  | { readonly kind: 'store'; readonly generation: number; readonly request: StoreRequest }
  | { readonly kind: 'send'; readonly session: number; readonly message: MasterMessage }
  | { readonly kind: 'end'; readonly session: number; readonly code: EndCode; readonly detail: string }
  /** An entry is durable, so its facts are logged. `reread`: by a successor that reads beyond the watermark. */
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

/** One step of the core: its moment, and the effects collected so far. */
export interface StepContext extends Time {
  /** Counts changes of role: a response to a request of an earlier generation is ignored. */
  generation: number;
  readonly contact: Contact;
  readonly effects: Effect[];
}

/** Sends a request to the store. */
export function requestStore({ generation, effects }: StepContext, request: StoreRequest): void {
  effects.push({ kind: 'store', generation, request });
}

/** Ends a session. */
export function endWith({ effects }: StepContext, session: number, code: EndCode, detail: string): void {
  effects.push({ kind: 'end', session, code, detail });
}

/** Writes a log line at level `info`. */
export function logInfo({ effects }: StepContext, event: string, message: string, fields: LogFields): void {
  effects.push({ kind: 'log', level: 'info', event, message, fields });
}
