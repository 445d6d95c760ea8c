import type { SlaveMessage } from '@steadfast/protocol/messages';
import type { Command } from './commands.ts';
import type { StoreResponse } from './store-requests.ts';

/** The moment at which events are handled. */
export interface Time {
  /** A monotonic clock, in milliseconds: for every delay and deadline. */
  readonly nowMs: number;
  /** The wall clock, in milliseconds since 1970: recorded, never compared. */
  readonly wallMs: number;
}

/** Something that happened outside the core. */
export type Event =
  /** Time passed; arrives at least every 100 ms. */
  | { readonly kind: 'tick' }
  /** A validated message arrived on a session. */
  | { readonly kind: 'session.message'; readonly session: number; readonly message: SlaveMessage }
  /** A session is over. Arrives exactly once per session, but not for sessions that the core itself ended. */
  | { readonly kind: 'session.closed'; readonly session: number; readonly reason: string }
  /** The response to a store request; `generation` is that of the request. */
  | { readonly kind: 'store'; readonly generation: number; readonly response: StoreResponse }
  /** The watch for new tasks is open. */
  | { readonly kind: 'watch.opened'; readonly generation: number }
  /** The watch saw a new task, or could not be opened. Either way it is now closed. */
  | { readonly kind: 'watch.fired'; readonly generation: number }
  /** Tasks were inserted, and a majority of the replica set has them. */
  | { readonly kind: 'tasks.inserted' }
  /** A program requests something about a task. `id` is that of the effect with its outcome. */
  | { readonly kind: 'command'; readonly id: number; readonly command: Command }
  /** The process was asked to stop. */
  | { readonly kind: 'stop'; readonly reason: string };
