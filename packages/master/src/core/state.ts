/**
 * The complete state of a master: plain data that only `step` changes.
 */
import type { RegisterMessage, Work } from '@steadfast/protocol/messages';
import type { Command } from './commands.ts';
import type { Contact } from './contact.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { ReadyQueue } from './leader/ready-queue.ts';
import type { Ability } from './leader/ability.ts';
import type { TaskSpec } from './leader/task-spec.ts';
import type { CatchUp } from './ledger/catch-up.ts';
import type { Entry } from './ledger/facts.ts';
import type { GroupCommit } from './ledger/group-commit.ts';
import type { Projection } from './ledger/projection.ts';
import type { Assignment, Task } from './ledger/transitions.ts';
import type { LedgerEnd, ObservedControl } from './store-requests.ts';

/** The settings of a master, fixed for the lifetime of its process. */
export interface MasterConfig {
  readonly name: string;
  readonly instance: string;
  /** The address that slaves connect to, as `host:port`. */
  readonly address: string;
  /** How long a slave that is not at fault may take to reconnect, for example after a change of leader. */
  readonly recoveryGraceMs: number;
  /** How long a slave may take to answer an assignment. */
  readonly placementDeadlineMs: number;
  /** How many assignments may wait on a slave behind the one that it runs; 0 to `MAX_QUEUED`. */
  readonly prefetch: number;
  /**
   * How many tasks must be ready for each slave and each position in its queue; `READY_PER_QUEUED`, except in simulation.
   * With fewer, a slave that ran dry would soon have to recall what had been pushed ahead to another one.
   */
  readonly readyPerQueued: number;
  /** How many documents of waiting tasks are read at a time. */
  readonly pageSize: number;
  /** The age from which ledger entries are trimmed. */
  readonly retentionMs: number;
}

export interface MasterState {
  readonly config: MasterConfig;
  role: Role;
  /** Incremented by a change of role that abandons its requests in flight; see `StepContext`. */
  generation: number;
  readonly contact: Contact;
  /** The sessions that have sent Register. */
  readonly registered: Set<number>;
  /** By session, the registrations that are not answered before it is known who leads. */
  readonly pending: Map<number, RegisterMessage>;
}

/** What a master currently does. Each role has its own file in `roles/`. */
export type Role = FollowerRole | CandidateRole | CatchingUpRole | LeaderRole | StoppingRole | StoppedRole;

/**
 * Another master leads. This state only decides *when* to claim leadership; whether the claim succeeds is decided by
 * the ledger.
 */
export interface FollowerRole {
  readonly kind: 'follower';
  /** The last observation; null before the first one. */
  observation: LeaderObservation | null;
  /** How long the leader has been silent, according to the observations. */
  silentMs: number;
  observedAtMs: number;
  /** An observation is in flight. */
  observing: boolean;
  /** True until the first observation of the process: it cannot have been deposed yet. */
  justStarted: boolean;
  /** The latest epoch of which the leader was logged; 0 if there is none. */
  followedEpoch: number;
}

/** The end of the ledger and the leader's heartbeat, as a follower read them. */
export interface LeaderObservation {
  readonly end: LedgerEnd;
  readonly control: ObservedControl | null;
}

/** It claims leadership: it appends the beginning of an epoch, then verifies that the ledger ends with that entry. */
export interface CandidateRole {
  readonly kind: 'candidate';
  readonly entry: Entry;
  /** The last epoch in the ledger before its own. */
  readonly lastEpoch: number;
  /** Why it claims leadership, for the log. */
  readonly reason: string;
}

/** It leads, but brings the task documents up to date before it places tasks. */
export interface CatchingUpRole {
  readonly kind: 'catching-up';
  readonly epoch: number;
  readonly catchUp: CatchUp;
  readonly heartbeat: Heartbeat;
}

export interface LeaderRole {
  readonly kind: 'leader';
  readonly leadership: Leadership;
}

/** It finishes writing what it has decided, to end its epoch cleanly. */
export interface StoppingRole {
  readonly kind: 'stopping';
  readonly leadership: Leadership;
  /**
   * What must be written before it stops. Only the ledger if the control document cannot be: it is not to show entries
   * as projected that are not, or it belongs to a later epoch.
   */
  awaits: 'everything' | 'ledger';
}

export interface StoppedRole {
  readonly kind: 'stopped';
}

/** Everything that a leader holds in memory. Discarded as a whole when it is deposed. */
export interface Leadership {
  readonly epoch: number;
  readonly config: MasterConfig;
  readonly tasks: Map<string, TrackedTask>;
  /** Index by host: the tasks that it is responsible for, whether or not it is connected, in the order of placement. */
  readonly assigned: Map<string, Set<string>>;
  /** Index of the tasks that were recalled. */
  readonly recalled: Set<string>;
  /** The number of tasks that are settling. */
  settling: number;
  /** Index of the ready tasks, with the cursor that reads more of them. */
  readonly readyQueue: ReadyQueue;
  /** The tasks of another ledger that cannot be adopted, because their documents refuse updates. */
  readonly refusedAdoptions: Set<string>;
  /** The abilities of slaves, by their key. */
  readonly abilities: Map<string, Ability>;
  /** The registered slaves, by host. */
  readonly slaves: Map<string, Slave>;
  /** Index by session: its host. */
  readonly hosts: Map<number, string>;
  /** Index of the hosts on which a task can be placed now, because they have none. */
  readonly idle: Set<string>;
  /** Index of the hosts on which another task can be placed ahead, behind the one that they run. */
  readonly spare: Set<string>;
  /** Index of the hosts that are responsible for several tasks. */
  readonly queued: Set<string>;
  readonly groupCommit: GroupCommit;
  readonly projection: Projection;
  readonly heartbeat: Heartbeat;
  /** When the next round of trimming starts, and the last entry that it may trim. */
  readonly trim: { dueMs: number; through: number };
  /** When unreadable documents may be reported again. */
  unreadableReportDueMs: number;
  /** The commands that wait for the document of their task. `departed`: the task left the memory meanwhile. */
  readonly commandReads: Map<number, { readonly command: Command; departed: boolean }>;
}

/** A task in the leader's memory. While it is there, its document is ignored, because it may lag behind. */
export interface TrackedTask extends Task, Pick<TaskSpec, 'kind' | 'queue' | 'priority' | 'retry'> {
  readonly taskId: string;
  readonly taskname: string;
  /**
   * What it does. Null while that need not be known, because it is not ready: its input may be large, so it is read again
   * before the task is placed again.
   */
  work: Work | null;
  /** Changed only by `setPhase`, which also updates the indexes. */
  phase: TaskPhase;
  /** The last committed entry about it, which its document reflects or will reflect; null before the first. */
  rev: number | null;
  /** The number of facts about it that are decided but not yet written to its document. */
  unprojected: number;
  /** What is wrong with the fields of its document that users write: it is parked instead of placed again. */
  readonly defect: string | null;
}

/** What a leader does with a task next. The state in the ledger is `Task.state`. */
export type TaskPhase = ReadyPhase | HeldPhase | SettlingPhase;

/** It waits to be placed. A retry was placed before. */
export interface ReadyPhase {
  readonly kind: 'ready';
  readonly retry: boolean;
}

/** A slave is responsible for it. */
export type HeldPhase =
  /** The slave starts it once everything that was placed before it has ended. */
  | { readonly kind: 'assigned'; readonly host: string; readonly sentAtMs: number | null }
  /**
   * The slave was asked to give it back if it has not started. It must answer by `answerDueMs`, which is Infinity until
   * the Recall has been sent.
   */
  | { readonly kind: 'recalled'; readonly host: string; readonly answerDueMs: number }
  /** The slave has reported that it started, at `sinceMs`; null if that was in an earlier session. */
  | { readonly kind: 'running'; readonly host: string; readonly sinceMs: number | null }
  /** The slave has declared it as finished. Its report must follow by `answerDueMs`; Infinity until Welcome is sent. */
  | { readonly kind: 'finished'; readonly host: string; readonly answerDueMs: number }
  /** The slave is not connected, but may reconnect with the task until `untilMs`. */
  | { readonly kind: 'awaiting'; readonly host: string; readonly untilMs: number };

/** It is done or parked. It stays in memory until its document is up to date. */
export interface SettlingPhase {
  readonly kind: 'settling';
}

/** A task that a slave is responsible for. */
export type HeldTask = TrackedTask & { readonly assignment: Assignment; readonly phase: HeldPhase };

/** A registered slave. */
export interface Slave {
  readonly host: string;
  readonly instance: string;
  readonly session: number;
  /** Earlier processes of it that have left reports. */
  readonly earlierInstances: ReadonlySet<string>;
  /** Whether it knows the addresses of other masters. */
  readonly otherMasters: boolean;
  /** Whether its Welcome has been sent. Until then all it can do is wait or give up. */
  welcomed: boolean;
  /** Whether it has announced that it accepts no more assignments. */
  leaving: boolean;
  /** Nothing is placed on it before then: it declined an assignment, or its stream may have broken unnoticed. */
  cooldownUntilMs: number;
  /** How many assignments in a row it could not run, or aborted by itself. */
  setbacks: number;
  /** Until when it rests after the last of them. */
  restUntilMs: number;
  /** The queues that it takes tasks from. */
  readonly queues: readonly string[];
  /** The kinds of tasks that it can run. */
  readonly kinds: readonly string[];
  /** The key of its ability. */
  readonly abilityKey: string;
  /** Whether an assignment may be sent to it while it runs another: its protocol version says that it has a queue. */
  readonly acceptsAhead: boolean;
  /** How long it ran its tasks, as a moving average of what was seen in this session; null before the first. */
  paceMs: number | null;
  /** When it last ended a task: what it starts next it must answer for from then on. */
  endedMs: number;
  /** The number of its reports that are being looked up. */
  lookups: number;
}
