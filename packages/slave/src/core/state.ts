import type { AssignMessage, AttemptReference, DeclineReason } from '@steadfast/protocol/messages';
import { createOutbox, type EndReport, type Outbox } from './outbox.ts';

/** The identity of a slave, and where its masters are. */
export interface SlaveConfig {
  /** The name of the slave: the `host` of the tasks it runs. */
  readonly name: string;
  /** Identifies this incarnation of its process, and commits to the secret that the driver adds to Register. */
  readonly instance: string;
  /** The addresses of the masters as HOST:PORT, tried in turn. At least one. */
  readonly addresses: readonly string[];
  /** The queues that it takes tasks from. At least one. */
  readonly queues: readonly string[];
  /** The kinds of tasks that it can run. At least one. */
  readonly kinds: readonly string[];
  /** Of which tasks the reports are kept on disk until they are acknowledged, so that they survive the process. */
  readonly keepsReports: KeptReports;
}

/** Of which tasks reports are kept on disk: of those that do more than sleep, of all, or of none. */
export type KeptReports = 'jobs' | 'all' | 'none';

/** An attempt that a master assigned to this slave. */
export type AssignedAttempt = Omit<AssignMessage, 'kind'>;

/**
 * The state of the connection to a master. Every `connect` is followed by exactly one `session.closed`, and the next
 * `connect` comes only after that, so there are never two sessions at once.
 */
export type Connection =
  /** No session: the slave has not started yet, or waits before it tries again. */
  | { readonly kind: 'disconnected' }
  /** A channel is being opened. */
  | { readonly kind: 'connecting'; readonly address: string }
  /** Register was sent with this attempt as running; the master has not answered yet. */
  | { readonly kind: 'registering'; readonly address: string; readonly heldRunning: AttemptReference | null }
  /** The master answered Welcome: it accepts reports and may assign tasks. */
  | { readonly kind: 'registered'; readonly address: string; readonly epoch: number }
  | EndingConnection
  /** The slave has left. Nothing happens any more. */
  | { readonly kind: 'stopped' };

/** The slave has requested the end of the session and waits for `session.closed`. */
export interface EndingConnection {
  readonly kind: 'ending';
  readonly address: string;
  /** What to do once the session is closed. */
  readonly next: 'reconnect' | 'stop';
  /** Why assignments that still arrive are declined; null if they are ignored. */
  readonly declineReason: DeclineReason | null;
}

/** The position in the round-robin over the addresses. A round tries every address once. */
export interface AddressRotation {
  /** Index of the address that is in use, or to be tried next. */
  readonly index: number;
  /** Number of addresses that have failed in this round. */
  readonly failedAddresses: number;
  /** Number of consecutive rounds in which every address failed. */
  readonly failedRounds: number;
}

/** The whole memory of a slave. Plain data, modified only by `step`. */
export interface SlaveState {
  readonly config: SlaveConfig;
  connection: Connection;
  rotation: AddressRotation;
  /** The highest epoch of any Welcome that was believed; 0 before the first, and once it was forgotten. */
  highestEpoch: number;
  /** Number of consecutive masters of a lower epoch. */
  lowerEpochs: number;
  /** The attempt that is running, or null. */
  running: AssignedAttempt | null;
  /** The attempt that was aborted, and why, while what it runs has not ended yet; null if there is none. */
  stopping: { readonly assigned: AssignedAttempt; readonly reason: string } | null;
  /**
   * The assignments that wait until both have ended, in order. Empty unless the slave is registered: a slave that has lost
   * its session starts nothing, because its master may have assigned these attempts again.
   */
  queue: readonly AssignedAttempt[];
  readonly outbox: Outbox;
  /** True once the slave was asked to stop: it accepts no more assignments. */
  draining: boolean;
}

/** Returns the state of a slave that has not started yet. `kept`: the reports that earlier processes of it have left. */
export function createSlave(config: SlaveConfig, kept: readonly EndReport[] = []): SlaveState {
  return {
    config,
    connection: { kind: 'disconnected' },
    rotation: { index: 0, failedAddresses: 0, failedRounds: 0 },
    highestEpoch: 0,
    lowerEpochs: 0,
    running: null,
    stopping: null,
    queue: [],
    outbox: createOutbox(kept),
    draining: false,
  };
}

/** Whether an attempt is running, or has not quite ended. */
export function isBusy({ running, stopping }: SlaveState): boolean {
  return running !== null || stopping !== null;
}

/** Whether two references name the same attempt. */
export function isSameAttempt(one: AttemptReference, other: AttemptReference): boolean {
  return one.taskId === other.taskId && one.attempt === other.attempt;
}

/** Returns the epoch of the master that the slave is registered with; undefined if it is not registered. */
export function currentEpoch({ connection }: SlaveState): number | undefined {
  return connection.kind === 'registered' ? connection.epoch : undefined;
}
