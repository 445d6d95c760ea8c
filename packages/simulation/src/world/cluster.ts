import type { Event } from '@steadfast/master/core/events';
import type { Entry } from '@steadfast/master/core/ledger/facts';
import type { MasterState } from '@steadfast/master/core/roles';
import type { MasterConfig } from '@steadfast/master/core/leader/leadership';
import type { MasterMessage, SlaveMessage } from '@steadfast/protocol/messages';
import type { ExecutionRecord, LedgerRecord, ReportViolation } from '@steadfast/invariants';
import type { SlaveState } from '@steadfast/slave/core/state';
import type { Operation, SimulatedDatabase } from './database.ts';

/*
 * A world: processes that run the real cores, the connections between them, a database, and what an observer who sees
 * everything has seen. All of it is plain data. Whoever drives a world decides what happens next; simulation lets the
 * clock decide, exploration tries everything.
 */

/** How a process is. */
export type Power = 'on' | 'frozen' | 'off';

/** A clock of one process, as far as it differs from the time of the world. */
export interface Clock {
  /** The monotonic clock runs so fast: 1 is the speed of the world. */
  rate: number;
  /** The monotonic clock showed so much when the world began, in milliseconds. */
  offsetMs: number;
  /** The wall clock is wrong by so much, in milliseconds. */
  wallOffsetMs: number;
}

/** What every process has. */
export interface Process {
  power: Power;
  /** How many times it was started. */
  life: number;
  readonly clock: Clock;
  /** It dies after so many further effects; null while it is to live. */
  fuse: number | null;
}

/** A process that runs the core of a master. Its name is its address. */
export interface MasterNode extends Process {
  readonly kind: 'master';
  readonly name: string;
  readonly settings: Omit<MasterConfig, 'name' | 'instance' | 'address'>;
  core: MasterState | null;
  /** Events that came since the core was last asked. */
  inbox: Event[];
  /** Sessions are numbered anew in each life. */
  nextSession: number;
  /** The links of its sessions. */
  readonly sessions: Map<number, string>;
  /** When it wants to be woken, in its own time; Infinity when it does not. */
  wakeAtMs: number;
}

/** What a slave waits for. */
export type SlaveTimer = 'connecting' | 'ending' | 'welcome' | 'wait' | 'execution' | 'drain';

/** What a slave runs at the moment. */
export interface RunningExecution {
  readonly taskId: string;
  readonly attempt: number;
  readonly nonce: string;
  readonly sleepMs: number;
  /** In its own time. */
  readonly startedMs: number;
}

/** A process that runs the core of a slave. */
export interface SlaveNode extends Process {
  readonly kind: 'slave';
  /** Names the node; two nodes may bear the same name as slaves. */
  readonly id: string;
  readonly host: string;
  readonly addresses: readonly string[];
  core: SlaveState | null;
  /** The link of its session, if it has one. */
  link: string | null;
  /** The timers that run, each with a token: one that was set again has a new token. */
  readonly timers: Map<SlaveTimer, number>;
  nextTimer: number;
  nextLink: number;
  execution: RunningExecution | null;
  /** It is not to be started again. */
  retired: boolean;
  /** Nothing can be written to its journal. */
  journalBroken: boolean;
  /** The highest epoch of any master that has welcomed it, and the reports it owes, as an observer sees them. */
  highestEpoch: number;
  readonly owed: Set<string>;
}

/** What travels to a master over a link. `garbage`: what no protocol allows. */
export type FrameToMaster =
  | { readonly kind: 'connect' }
  | { readonly kind: 'message'; readonly message: SlaveMessage }
  | { readonly kind: 'garbage'; readonly detail: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken' };

/** What travels to a slave over a link. */
export type FrameToSlave =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'message'; readonly message: MasterMessage }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'broken' };

/** The two directions of a link. */
export type Direction = 'toMaster' | 'toSlave';

/** One connection with one session on it. Each direction keeps its order; what is in it is lost when it breaks. */
export interface Link {
  readonly id: string;
  /** The slave node, or the hostile peer, at its one end; the master at the other. */
  readonly slave: string;
  readonly master: string;
  /** The number of its session; null until the master has accepted it. */
  session: number | null;
  /** Who has introduced itself over it, and the epoch of the welcome; empty and 0 before. */
  host: string;
  instance: string;
  epoch: number;
  slaveSide: 'connecting' | 'open' | 'ending' | 'closed';
  masterSide: 'none' | 'open' | 'closed';
  readonly toMaster: FrameToMaster[];
  readonly toSlave: FrameToSlave[];
  /** When the slave found it open, in its own time. */
  openedMs: number;
}

/** What an observer who sees everything has seen. */
export interface Observations {
  readonly ledger: LedgerRecord;
  readonly executions: ExecutionRecord;
  /** Up to where the watermark was found to be true. */
  watermark: number;
}

/** What drives a world must provide. The components are asked for whenever they are to be changed. */
export interface Cluster {
  readonly master: (name: string) => MasterNode;
  readonly slave: (id: string) => SlaveNode;
  readonly link: (id: string) => Link | undefined;
  readonly addLink: (link: Link) => void;
  readonly removeLink: (id: string) => void;
  readonly database: () => SimulatedDatabase;
  readonly observations: () => Observations;
  /** The observations, only to be read. */
  readonly observed: () => Observations;
  /** The monotonic and the wall clock of a process, in milliseconds. */
  readonly monotonicMs: (process: Process) => number;
  readonly wallMs: (process: Process) => number;
  /** What will happen some time later, unless something comes in between. */
  readonly later: Later;
  /** A promise is broken. */
  readonly report: ReportViolation;
  /** Tells what somebody does, for the transcript; the text is made only when somebody reads it. */
  readonly narrate: (who: string, what: () => string) => void;
  /** Somebody sends a message. */
  readonly says: (from: string, to: string, message: SlaveMessage | MasterMessage) => void;
  /** A core has logged an event. */
  readonly logs: (event: string) => void;
  /** A majority has an entry of the ledger. */
  readonly committed: (entry: Entry) => void;
  /** Entries were trimmed. */
  readonly trimmed: (entries: readonly Entry[]) => void;
  /** A master has logged the facts of an entry. */
  readonly logged: (entry: Entry) => void;
}

/** What is under way. When it arrives is for the driver of the world to say. */
export interface Later {
  /** A frame was put into a link. */
  readonly frame: (link: Link, direction: Direction) => void;
  /** A master has something in its inbox. */
  readonly drain: (master: MasterNode) => void;
  /** A master wants a tick after so long, in its own time. */
  readonly wake: (master: MasterNode, afterMs: number) => void;
  /** A timer of a slave rings after so long, in its own time. */
  readonly timer: (slave: SlaveNode, timer: SlaveTimer, token: number, afterMs: number) => void;
  /** An operation of the database takes its next step. */
  readonly operation: (operation: Operation) => void;
  /** A write waits for a majority. */
  readonly majority: (through: number) => void;
  /** A master has asked for a bell. */
  readonly taskWatch: (master: MasterNode, generation: number) => void;
  /** A process has ended by itself. */
  readonly exited: (process: MasterNode | SlaveNode) => void;
}
