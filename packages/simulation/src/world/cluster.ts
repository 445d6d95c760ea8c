import type { Command, CommandOutcome } from '@steadfast/master/core/commands';
import type { EpochTrust, ExecutionRecord, LedgerRecord, ReportViolation } from '@steadfast/invariants';
import type { Event } from '@steadfast/master/core/events';
import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { MasterConfig, MasterState } from '@steadfast/master/core/state';
import type { MasterMessage, SlaveMessage, Work } from '@steadfast/protocol/messages';
import type { EndReport } from '@steadfast/slave/core/outbox';
import type { SlaveState } from '@steadfast/slave/core/state';
import type { Operation, SimulatedDatabase } from './database.ts';

/*
 * A simulated cluster: processes that run the real cores, the links between them, a database, and the records of an
 * omniscient observer. All state is plain data. The driver of a cluster chooses what happens next: the simulation by a
 * clock and a seed, the exploration by trying every order.
 */

export type ProcessStatus = 'up' | 'frozen' | 'down';

/** The clocks of one process, relative to simulated time. */
export interface Clock {
  /** The speed of the monotonic clock; 1 is the speed of simulated time. */
  rate: number;
  /** What the monotonic clock shows at simulated time 0, in milliseconds. */
  offsetMs: number;
  /** How far the wall clock is off, in milliseconds. */
  wallOffsetMs: number;
}

/** State that masters and slaves have in common. */
export interface SimulatedProcess {
  status: ProcessStatus;
  /** How many times the process has been started. */
  incarnation: number;
  readonly clock: Clock;
  /** The number of effects that the process still executes before it crashes; null when no crash is scheduled. */
  effectsUntilCrash: number | null;
}

/** A process that runs a master core. Its name is also its address. */
export interface MasterNode extends SimulatedProcess {
  readonly kind: 'master';
  readonly name: string;
  readonly settings: Omit<MasterConfig, 'name' | 'instance' | 'address'>;
  core: MasterState | null;
  /** Events that the core has not handled yet. */
  inbox: Event[];
  /** The id of the next session; ids start from 1 in each incarnation. */
  nextSession: number;
  /** The link of each open session. */
  readonly sessions: Map<number, string>;
  /** When the next requested wake-up is due, on its own monotonic clock; Infinity when none is. */
  wakeAtMs: number;
}

export type SlaveTimer = 'connecting' | 'ending' | 'welcome' | 'retry' | 'execution' | 'drain';

/** The execution that is in progress on a slave. */
export interface RunningExecution {
  readonly taskId: string;
  readonly attempt: number;
  readonly nonce: string;
  /** How long it must take, in milliseconds, unless it is aborted. */
  readonly sleepMs: number;
  readonly work: Work;
  /** On the monotonic clock of the slave. */
  readonly startedMs: number;
  /** Whether it was told to end. */
  aborting: boolean;
}

/** A process that runs a slave core. */
export interface SlaveNode extends SimulatedProcess {
  readonly kind: 'slave';
  /** The unique name of the node; several nodes may use the same `host`. */
  readonly id: string;
  readonly host: string;
  readonly addresses: readonly string[];
  readonly abilities: Readonly<Record<'queues' | 'kinds', readonly string[]>>;
  core: SlaveState | null;
  /** The link of the current session; null when there is none. */
  link: string | null;
  /** The token of each pending timer. Setting a timer again replaces its token, so that the earlier one is ignored. */
  readonly timers: Map<SlaveTimer, number>;
  nextTimer: number;
  nextLink: number;
  execution: RunningExecution | null;
  /** The reports that its processes keep on disk, by attempt. */
  readonly disk: Map<string, EndReport>;
  /** True when the process must not be restarted. */
  retired: boolean;
  /** True while writes to the journal fail. */
  journalBroken: boolean;
  /** What it must know about epochs, as seen by the observer. */
  epochTrust: EpochTrust;
  /** The attempts with reports that must be in the outbox, as seen by the observer. */
  readonly unacknowledged: Set<string>;
}

/** What travels from a slave to a master over a link. `malformed` is a message that fails validation. */
export type FrameToMaster =
  | { readonly kind: 'connect' }
  | { readonly kind: 'message'; readonly message: SlaveMessage }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken' };

/** A message of a slave that has arrived, valid or not. */
export type ReceivedFrame = Extract<FrameToMaster, { kind: 'message' | 'malformed' }>;

/** What travels from a master to a slave over a link. */
export type FrameToSlave =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'message'; readonly message: MasterMessage }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'broken' };

export type Direction = 'toMaster' | 'toSlave';

/** A connection that carries one session. Frames stay in order in each direction; a break may lose those in flight. */
export interface Link {
  readonly id: string;
  /** The slave node, or the hostile peer, at one end. */
  readonly slave: string;
  /** The master at the other end. */
  readonly master: string;
  /** The id of its session; null until the master has accepted it. */
  session: number | null;
  /** The sender of Register; empty before. */
  host: string;
  instance: string;
  /** The epoch of the Welcome; 0 before. */
  epoch: number;
  slaveSide: 'connecting' | 'open' | 'ending' | 'closed';
  masterSide: 'none' | 'open' | 'closed';
  readonly toMaster: FrameToMaster[];
  readonly toSlave: FrameToSlave[];
  /** When the slave saw it open, on the monotonic clock of the slave. */
  openedMs: number;
  /** How many assignments in a row the slave could not run, as its master has heard. */
  setbacks: number;
  /** Nothing may be assigned before then, on the monotonic clock of the master. */
  restUntilMs: number;
  /** The tasks that had been placed on the slave when it had to rest: their Assign may still be on its way. */
  placedBeforeRest: readonly string[];
}

/** What an omniscient observer has recorded, for the promises to be checked against. */
export interface Observations {
  readonly ledger: LedgerRecord;
  readonly executions: ExecutionRecord;
  /** The last entry through which the watermark was checked. */
  watermark: number;
}

/**
 * The real drivers, in worlds that run them. They keep what they need of a process outside of its node. In other worlds
 * `master-node.ts` and `slave-node.ts` do what the drivers would do.
 */
export interface RealDrivers {
  /** Starts the driver of a process that is up and has a new core. */
  readonly start: (process: MasterNode | SlaveNode) => void;
  /** Asks a process to stop gracefully. */
  readonly stop: (process: MasterNode | SlaveNode) => void;
  /** A master has accepted the session of a link. */
  readonly accepted: (master: MasterNode, link: Link) => void;
  /** A message has arrived at a master, perhaps after it has closed the link. */
  readonly deliverToMaster: (link: Link, frame: ReceivedFrame) => void;
  /** The stream of a session is over at the master; the driver has not closed it. */
  readonly streamClosedAtMaster: (link: Link, reason: string) => void;
  /** A program sends a command to a master. */
  readonly command: (master: MasterNode, command: Command, settle: (outcome: CommandOutcome) => void) => void;
  /** A frame has arrived at a slave, on the link of its current session. */
  readonly deliverToSlave: (slave: SlaveNode, frame: FrameToSlave) => void;
  /** The stream of the current session of a slave is over; the driver has not closed it. */
  readonly streamClosedAtSlave: (slave: SlaveNode, reason: string) => void;
}

/**
 * What a driver provides to the processes. Accessors return components that may be modified: the exploration copies a
 * component when it is first accessed.
 */
export interface SimulatedCluster {
  readonly master: (name: string) => MasterNode;
  readonly slave: (id: string) => SlaveNode;
  readonly link: (id: string) => Link | undefined;
  readonly addLink: (link: Link) => void;
  readonly removeLink: (id: string) => void;
  readonly database: () => SimulatedDatabase;
  readonly mutableObservations: () => Observations;
  /** Returns the observations for reading only, which avoids the copy. */
  readonly observations: () => Observations;
  /** Returns the monotonic clock of a process, in milliseconds. */
  readonly monotonicMs: (process: SimulatedProcess) => number;
  /** Returns the wall clock of a process, in milliseconds since 1970. */
  readonly wallMs: (process: SimulatedProcess) => number;
  readonly schedule: Scheduler;
  /** The real drivers; null if their part is played by the modelled ones. */
  readonly drivers: RealDrivers | null;
  readonly reportViolation: ReportViolation;
  /** Adds a line to the transcript: who did what. The text is only built when a transcript is written. */
  readonly transcribe: (who: string, what: () => string) => void;
  /** Called when a process sends a message. */
  readonly messageSent: (from: string, to: string, message: SlaveMessage | MasterMessage) => void;
  /** Called when a core logs an event. */
  readonly eventLogged: (event: string) => void;
  /** Called when a ledger entry has been replicated to a majority. */
  readonly entryCommitted: (entry: Entry) => void;
  /** Called when entries have been trimmed. */
  readonly entriesTrimmed: (entries: readonly Entry[]) => void;
  /** Called when a master logs the facts of an entry. */
  readonly entryLogged: (entry: Entry) => void;
  /** Called when a master tells the outcome of a command. */
  readonly commandDone: (master: MasterNode, id: number, outcome: CommandOutcome) => void;
}

/** Schedules what must happen later. The driver decides when, and whether something else happens first. */
export interface Scheduler {
  /** Delivers the oldest frame of a link in one direction. */
  readonly frame: (link: Link, direction: Direction) => void;
  /** Lets a master handle the events in its inbox. */
  readonly drain: (master: MasterNode) => void;
  /** Sends a tick to a master after a delay on its own clock. */
  readonly wake: (master: MasterNode, afterMs: number) => void;
  /** Fires a timer of a slave after a delay on its own clock. */
  readonly timer: (slave: SlaveNode, timer: SlaveTimer, token: number, afterMs: number) => void;
  /** Advances a database operation to its next phase. */
  readonly operation: (operation: Operation) => void;
  /** Replicates all writes up to an optime to a majority. */
  readonly majority: (through: number) => void;
  /** Opens a task watch for a master. */
  readonly taskWatch: (master: MasterNode, generation: number) => void;
  /** Handles the exit of a process that stopped on its own. */
  readonly exited: (process: MasterNode | SlaveNode) => void;
}
