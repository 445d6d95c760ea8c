/**
 * The whole state of a master: plain data, changed by `step` alone.
 */
import type { RegisterMessage } from '@steadfast/protocol/messages';
import type { Contact } from './contact.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { ReadyQueue } from './leader/ready-queue.ts';
import type { CatchUp } from './ledger/catch-up.ts';
import type { Entry } from './ledger/facts.ts';
import type { GroupCommit } from './ledger/group-commit.ts';
import type { Projection } from './ledger/projection.ts';
import type { Assignment, Task } from './ledger/transitions.ts';
import type { Control, LedgerEnd } from './store-requests.ts';

/** The settings of a master, fixed for the life of its process. */
export interface MasterConfig {
  readonly name: string;
  readonly instance: string;
  /** Where slaves reach it. */
  readonly address: string;
  /** How long the slaves of open assignments may take to come back after a change of leader. */
  readonly recoveryGraceMs: number;
  /** How long an assignment may remain unanswered. */
  readonly placementDeadlineMs: number;
  /** Ledger entries older than this are trimmed. */
  readonly retentionMs: number;
}

export interface MasterState {
  readonly config: MasterConfig;
  role: Role;
  /** Counts changes of role; see `StepContext`. */
  generation: number;
  readonly contact: Contact;
  /** The sessions that have sent Register. */
  readonly registered: Set<number>;
  /** Those of them that are not answered until it is known who leads. */
  readonly pending: Map<number, RegisterMessage>;
}

/** What a master does at the moment. Each role has a file of its own in `roles/`. */
export type Role = FollowerRole | CandidateRole | CatchingUpRole | LeaderRole | StoppingRole | StoppedRole;

/** Another master leads. Only *when* to claim leadership depends on what is here; the ledger decides whether it is safe. */
export interface FollowerRole {
  readonly kind: 'follower';
  /** What it saw when it last looked; null before it did. */
  observation: LeaderObservation | null;
  /** For how long the leader has been silent while it was observed. */
  silentMs: number;
  observedAtMs: number;
  /** An observation is under way. */
  observing: boolean;
  /** The process has only just started, so it cannot have been deposed. */
  fresh: boolean;
}

/** The end of the ledger and the leader's heartbeat, as a follower saw them. */
export interface LeaderObservation {
  readonly end: LedgerEnd;
  readonly control: Control | null;
}

/** It tries to append the beginning of its epoch, and then to see it at the end of the ledger. */
export interface CandidateRole {
  readonly kind: 'candidate';
  readonly entry: Entry;
  /** Why it claims. */
  readonly reason: string;
}

/** It leads, and brings the task documents up to date before it starts to work. */
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

/** It writes out what it decided, to end its epoch in order. */
export interface StoppingRole {
  readonly kind: 'stopping';
  readonly leadership: Leadership;
}

export interface StoppedRole {
  readonly kind: 'stopped';
}

/** Everything that a leader holds in memory; discarded as a whole when it is deposed. */
export interface Leadership {
  readonly epoch: number;
  readonly config: MasterConfig;
  readonly tasks: Map<string, TrackedTask>;
  /** Index: by host, the task that it is responsible for, whether it is connected or not. */
  readonly assigned: Map<string, string>;
  /** Index: the ready tasks, and the cursor that reads more of them. */
  readonly readyQueue: ReadyQueue;
  /** By host. */
  readonly slaves: Map<string, Slave>;
  /** Index: the host of each session. */
  readonly hosts: Map<number, string>;
  /** Index: the hosts on which a task can be placed now. */
  readonly idle: Set<string>;
  readonly groupCommit: GroupCommit;
  readonly projection: Projection;
  readonly heartbeat: Heartbeat;
  /** When the old end of the ledger is trimmed next, and which entries it held the last time. */
  readonly trim: { dueMs: number; through: number };
}

/** A task in the leader's memory. Its document is not believed until it is forgotten. */
export interface TrackedTask extends Task {
  readonly taskId: string;
  readonly taskname: string;
  readonly sleepSeconds: number;
  /** Where it stands for the leader. Changed by `setPhase` alone, which keeps the indexes. */
  phase: TaskPhase;
  /** The last committed entry that changed it; its document will reflect that. */
  rev: number | null;
  /** Facts about it that are decided but not yet projected. */
  unprojected: number;
}

/** Where a task stands for the leader. */
export type TaskPhase = ReadyPhase | HeldPhase | SettlingPhase;

/** It waits to be placed; a retry was placed before. */
export interface ReadyPhase {
  readonly kind: 'ready';
  readonly retry: boolean;
}

/** A slave is responsible for it. */
export type HeldPhase =
  /** The slave owes an answer: by `answerDueMs`, which is Infinity until the message that it answers has gone out. */
  | { readonly kind: 'assigned'; readonly host: string; readonly answerDueMs: number }
  | { readonly kind: 'running'; readonly host: string }
  /** The slave is not connected, and expected to come back. */
  | { readonly kind: 'awaiting'; readonly host: string; readonly untilMs: number };

/** Nothing will happen to it any more until its document is up to date; then it is forgotten. */
export interface SettlingPhase {
  readonly kind: 'settling';
}

/** A task that a slave is responsible for. */
export type HeldTask = TrackedTask & { readonly assignment: Assignment; readonly phase: HeldPhase };

/** A slave with a session. */
export interface Slave {
  readonly host: string;
  readonly instance: string;
  readonly session: number;
  /** It can look for another master. */
  readonly otherMasters: boolean;
  /** Its Welcome has gone out; until then all it can do is wait, or give up. */
  welcomed: boolean;
  /** It accepts no further assignments. */
  leaving: boolean;
  /** Nothing is placed on it before this moment: it declined an assignment, or its stream may have broken unnoticed. */
  restsUntilMs: number;
  /** Reports of it that are being looked up. */
  lookups: number;
}
