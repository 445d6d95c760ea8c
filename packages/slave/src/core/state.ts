import type { AssignMessage, AttemptReference, DeclineReason } from '@steadfast/protocol/messages';
import { createOutbox, type Outbox } from './outbox.ts';

/** Who a slave is and where its masters are. */
export interface SlaveConfig {
  /** The name of the slave, as tasks bear it in `host`. */
  readonly name: string;
  /** The random identifier of this life of its process. */
  readonly instance: string;
  /** Where masters listen, as HOST:PORT; tried in turn. At least one. */
  readonly addresses: readonly string[];
}

/** An attempt that was assigned to this slave, and what is to be done. */
export type Assignment = Omit<AssignMessage, 'kind'>;

/**
 * How far the slave is with its one session. Each `connect` leads through these phases and ends, sooner or later, with
 * one `session ended`; so there are never two sessions.
 */
export type Phase =
  /** No session: not started yet, or waiting before the next try. */
  | { readonly kind: 'disconnected' }
  /** A channel is being opened. */
  | { readonly kind: 'connecting'; readonly address: string }
  /** Register was sent, saying that this was running; the master has not answered. */
  | { readonly kind: 'registering'; readonly address: string; readonly running: AttemptReference | null }
  /** The master takes reports and may assign tasks. */
  | { readonly kind: 'welcomed'; readonly address: string; readonly epoch: number }
  /** The slave has asked for the end of the session and waits for it. */
  | Ending
  /** The slave has left; nothing happens any more. */
  | { readonly kind: 'left' };

/** A session that the slave is ending. */
export interface Ending {
  readonly kind: 'ending';
  readonly address: string;
  /** What follows the end. */
  readonly next: 'reconnect' | 'leave';
  /** The answer to assignments that come before the end, if they deserve one. */
  readonly declines: DeclineReason | null;
}

/** How the search for a master goes. */
export interface Search {
  /** The index of the address to try next, or in use now. */
  readonly address: number;
  /** How many addresses were tried in vain in this round. */
  readonly tried: number;
  /** How many rounds over all addresses were in vain. */
  readonly rounds: number;
}

/** All that a slave knows; plain data, changed by `step` alone. */
export interface SlaveState {
  readonly config: SlaveConfig;
  phase: Phase;
  search: Search;
  /** The highest epoch that any master has shown; 0 before the first. */
  highestEpoch: number;
  /** The attempt that is running now. */
  running: Assignment | null;
  /** Finished reports that no master has acknowledged yet. */
  readonly outbox: Outbox;
  /** True once the slave was asked to stop: it takes nothing new. */
  draining: boolean;
}

/** The state of a slave that has not started yet. */
export function createSlave(config: SlaveConfig): SlaveState {
  return {
    config,
    phase: { kind: 'disconnected' },
    search: { address: 0, tried: 0, rounds: 0 },
    highestEpoch: 0,
    running: null,
    outbox: createOutbox(),
    draining: false,
  };
}

/** True for two names of the same attempt. */
export function isSame(one: AttemptReference, other: AttemptReference): boolean {
  return one.taskId === other.taskId && one.attempt === other.attempt;
}

/** The epoch of the master that the slave obeys now; none without one. */
export function currentEpoch({ phase }: SlaveState): number | undefined {
  return phase.kind === 'welcomed' ? phase.epoch : undefined;
}
