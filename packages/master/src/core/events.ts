/**
 * What the core is told, and what it asks for. Nothing else passes its border.
 */
import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { Entry } from './ledger/facts.ts';
import type { TaskUpdate } from './ledger/projection.ts';
import type { TaskDocument } from './leader/task-document.ts';

/** The moment of an event. */
export interface Time {
  /** A clock that never jumps, in milliseconds: for every delay and deadline. */
  readonly nowMs: number;
  /** The wall clock, in milliseconds since 1970: only ever written down. */
  readonly wallMs: number;
}

/** The one document that says who leads and how far the documents are. Advice only: safety never rests on it. */
export interface Control {
  readonly epoch: number;
  /** The name, instance and address of the leader. */
  readonly name: string;
  readonly instance: string;
  readonly address: string;
  /** A counter that the leader keeps moving. */
  readonly heartbeat: number;
  /** The watermark: every entry up to this number is projected. */
  readonly projectedThrough: number;
}

/** The end of the ledger; number and epoch are 0 while it is empty. */
export interface LedgerEnd {
  readonly number: number;
  readonly epoch: number;
  /** The reign ended in order: nobody leads. */
  readonly ended: boolean;
  /** The name of the master whose reign began with that entry, if one did. */
  readonly beganBy: string | null;
}

/**
 * What the core asks of the store. Every request may be repeated until it is answered: doing it twice changes nothing.
 */
export type StoreRequest =
  | { readonly kind: 'observe' }
  | { readonly kind: 'append'; readonly entry: Entry }
  | { readonly kind: 'read.ledger'; readonly after: number; readonly limit: number }
  | { readonly kind: 'read.revisions'; readonly taskIds: readonly string[] }
  | { readonly kind: 'read.assigned' }
  | {
      readonly kind: 'read.runnable';
      readonly state: 'created' | 'killed';
      readonly after: string | null;
      readonly limit: number;
    }
  | { readonly kind: 'read.report'; readonly session: number; readonly taskId: string; readonly attempt: number }
  | { readonly kind: 'project'; readonly updates: readonly TaskUpdate[] }
  | { readonly kind: 'write.control'; readonly control: Control }
  | { readonly kind: 'trim'; readonly beforeMs: number; readonly through: number; readonly limit: number };

/** How the store answers. */
export type StoreResponse =
  | { readonly kind: 'observed'; readonly end: LedgerEnd; readonly control: Control | null }
  | { readonly kind: 'appended'; readonly entry: Entry }
  | { readonly kind: 'append.collided'; readonly number: number }
  | { readonly kind: 'ledger'; readonly entries: readonly Entry[] }
  | { readonly kind: 'revisions'; readonly revisions: ReadonlyMap<string, number | null> }
  | { readonly kind: 'assigned'; readonly documents: readonly TaskDocument[] }
  | { readonly kind: 'runnable'; readonly documents: readonly TaskDocument[] }
  | {
      readonly kind: 'report';
      readonly session: number;
      readonly taskId: string;
      readonly attempt: number;
      /** Whether that very attempt is the recorded success. */
      readonly recorded: boolean;
    }
  | { readonly kind: 'projected'; readonly matched: number }
  | { readonly kind: 'control.written'; readonly control: Control }
  | { readonly kind: 'control.superseded' }
  | { readonly kind: 'trimmed'; readonly count: number };

/** Something that happened outside. */
export type Event =
  /** Time passed; comes at least every 100 ms. */
  | { readonly kind: 'tick' }
  /** A checked message came over a session. */
  | { readonly kind: 'session.message'; readonly session: number; readonly message: SlaveMessage }
  /** A session is over, for whatever reason; comes exactly once for each, except for those that the core ended. */
  | { readonly kind: 'session.closed'; readonly session: number; readonly reason: string }
  /** The answer to a request; `term` is that of the request. */
  | { readonly kind: 'store'; readonly generation: number; readonly response: StoreResponse }
  /** The bell for new tasks is set. */
  | { readonly kind: 'watch.opened'; readonly generation: number }
  /** It rang, or it could not be set: in either case it is no longer. */
  | { readonly kind: 'watch.fired'; readonly generation: number }
  /** The process is asked to stop in order. */
  | { readonly kind: 'stop'; readonly reason: string };

/** Why the core ends a session: each is one gRPC status. */
export type EndCode =
  | 'unavailable'
  | 'already exists'
  | 'invalid argument'
  | 'failed precondition'
  | 'deadline exceeded'
  | 'resource exhausted';

/** Something to be done outside. */
export type Effect =
  | { readonly kind: 'store'; readonly generation: number; readonly request: StoreRequest }
  | { readonly kind: 'send'; readonly session: number; readonly message: MasterMessage }
  | { readonly kind: 'end'; readonly session: number; readonly code: EndCode; readonly detail: string }
  /** An entry is durable: its facts are to be logged. `reread`: by a successor, beyond the watermark. */
  | { readonly kind: 'committed'; readonly entry: Entry; readonly reread: boolean }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly event: string;
      readonly message: string;
      readonly fields: LogFields;
    }
  /** A bell is wanted that rings once, at the next new task. */
  | { readonly kind: 'watch.open'; readonly generation: number }
  /** A tick is wanted so soon. */
  | { readonly kind: 'wake'; readonly afterMs: number }
  /** The orderly stop is complete. */
  | { readonly kind: 'stopped' };

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

/** One step of the core: its moment, and what it asks for so far. */
export interface StepContext extends Time {
  /** Counts the changes of role: an answer to a request of an earlier term is of no interest any more. */
  generation: number;
  readonly effects: Effect[];
}

/** Asks something of the store. */
export function ask({ generation, effects }: StepContext, request: StoreRequest): void {
  effects.push({ kind: 'store', generation, request });
}
