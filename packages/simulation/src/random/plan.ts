import type { JobScript } from '../world/job-script.ts';
import type { StoreRequest } from '@steadfast/master/core/store-requests';

/*
 * A plan determines everything about a simulated world except the random choices made while it runs: the processes, the
 * tasks, and which faults occur when. It is plain data, so that a failing plan can be shrunk, saved and replayed.
 */

/** What is wrong with the document of a task when it is inserted. */
export type DocumentFault =
  | 'missing name'
  | 'negative sleep'
  | 'sleep is a string'
  | 'unknown state'
  | 'running without assignment'
  | 'partial assignment'
  | 'running with a partial assignment'
  | 'forged assignment'
  /** It is valid, but the database refuses to update it. */
  | 'refuses updates';

/** What the document of a task says that was restored from another database. */
export interface ForeignPast {
  /** Null if only the revision is missing. */
  readonly rev: number | null;
  readonly attempt: number;
  /** Whether a slave was running it. */
  readonly assigned: boolean;
}

/** A task, and when it is inserted. */
export interface PlannedTask {
  readonly taskId: string;
  readonly sleepMs: number;
  readonly atMs: number;
  readonly fault: DocumentFault | null;
  /** When a user repairs a faulty document; null for never. */
  readonly repairedAtMs: number | null;
  /** Absent for a new task. */
  readonly past?: ForeignPast;
  /** Absent for a task that sleeps. */
  readonly job?: PlannedJob;
  /** The queue in which it waits, if it is not the default one. Only some slaves serve it, but the first one does. */
  readonly queue?: string;
}

/** What a task does that does not sleep, and when it is tried again. */
export interface PlannedJob extends Omit<JobScript, 'runsMs'> {
  /** How many attempts may fail or be killed; null if there is no limit. */
  readonly maxAttempts: number | null;
  /** How long it waits after its first failure, in milliseconds. */
  readonly backoffMs: number;
}

/** What takes the place of the control document: its epoch is ahead of the ledger by this much, or it has none. */
export type ForeignControl = { readonly aheadBy: number } | { readonly malformed: 'empty' | 'text' | 'negative' };

/** A fault. Times and durations are in simulated milliseconds. */
export type SimulatedFault = { readonly atMs: number } & (
  | {
      /** A process crashes after a number of further effects, and is restarted later. */
      readonly kind: 'kill';
      readonly node: string;
      readonly effectsUntilCrash: number;
      readonly downMs: number;
    }
  /** A process is asked to stop gracefully, and is restarted some time after it has exited. */
  | { readonly kind: 'stop'; readonly node: string; readonly downMs: number }
  | { readonly kind: 'freeze'; readonly node: string; readonly forMs: number }
  /** All connections of a slave are reset; frames in flight may be lost. */
  | { readonly kind: 'connection reset'; readonly node: string }
  /** Frames between a slave and a master are held back. */
  | {
      readonly kind: 'partition';
      readonly node: string;
      readonly master: string;
      readonly directions: 'both' | 'toMaster' | 'toSlave';
      readonly forMs: number;
    }
  | { readonly kind: 'slow network'; readonly byMs: number; readonly forMs: number }
  | { readonly kind: 'database outage'; readonly forMs: number }
  | { readonly kind: 'slow database'; readonly byMs: number; readonly forMs: number }
  /** Requests or replies are lost, or a write is not confirmed, at a given rate. */
  | { readonly kind: 'lossy database'; readonly rate: number; readonly forMs: number }
  /** Writes reach a majority late. */
  | { readonly kind: 'replication lag'; readonly byMs: number; readonly forMs: number }
  /** The primary steps down, uncommitted writes are rolled back, and it takes a while to elect the next primary. */
  | { readonly kind: 'primary step-down'; readonly forMs: number }
  /** One master cannot reach the database. */
  | { readonly kind: 'isolated master'; readonly node: string; readonly forMs: number }
  /** The next database request of that kind from a master, or the reply to it, is delayed. */
  | {
      readonly kind: 'stuck request';
      readonly node: string;
      readonly request: StoreRequest['kind'];
      readonly leg: 'request' | 'reply';
      readonly forMs: number;
    }
  /**
   * The next database request of that kind from a master settles never; twice, the second time after `afterMs`; or only
   * after `afterMs`. Real drivers only, like the next two.
   */
  | {
      readonly kind: 'broken request';
      readonly node: string;
      readonly request: StoreRequest['kind'];
      readonly settles: 'never' | 'twice' | 'late';
      readonly afterMs: number;
    }
  /**
   * One side of the sessions of a slave with a master reads slowly: each write to it fills the buffer of the other side,
   * which drains within `drainMs`, or not before the fault ends if that is null.
   */
  | {
      readonly kind: 'slow reader';
      readonly node: string;
      readonly master: string;
      readonly reader: 'master' | 'slave';
      readonly drainMs: number | null;
      readonly forMs: number;
    }
  /** The timers of a process fire late, each by up to `byMs`. */
  | { readonly kind: 'late timers'; readonly node: string; readonly byMs: number; readonly forMs: number }
  /** The wall clock of a process jumps. */
  | { readonly kind: 'clock jump'; readonly node: string; readonly byMs: number }
  /** Writes to the journal of a slave fail. */
  | { readonly kind: 'disk full'; readonly node: string; readonly forMs: number }
  /** A second slave is started under the same name. */
  | { readonly kind: 'duplicate name'; readonly node: string; readonly forMs: number }
  /** A control document of another ledger takes the place of the current one, or something that is none. */
  | { readonly kind: 'foreign control'; readonly control: ForeignControl }
  /**
   * Something else answers at the address of a master. It claims an epoch that is above that of the ledger by this much,
   * but at most the greatest safe integer.
   */
  | {
      readonly kind: 'false master';
      readonly master: string;
      readonly aheadBy: number;
      readonly forMs: number;
    }
  /** A peer that does not behave like a slave connects to a master and follows a script. */
  | { readonly kind: 'hostile peer'; readonly master: string; readonly script: number; readonly forMs: number }
);

/** The plan of a simulated world. */
/** A command that a program sends to a master. */
export interface PlannedCommand {
  readonly atMs: number;
  readonly master: string;
  readonly taskId: string;
  readonly kind: 'cancel' | 'release';
}

export interface Plan {
  readonly seed: number;
  /** True when the processes run their real drivers; otherwise the simulation models these. */
  readonly drivers: boolean;
  readonly masters: number;
  readonly slaves: number;
  readonly tasks: readonly PlannedTask[];
  readonly faults: readonly SimulatedFault[];
  /** What programs request of masters; absent if nothing. */
  readonly commands?: readonly PlannedCommand[];
  /** When all faults end. */
  readonly healAtMs: number;
  /** True when all faults affect only masters and the database. */
  readonly faultsSpareSlaves: boolean;
  /** The range of the latency of a frame in milliseconds, without faults. */
  readonly networkLatencyMs: readonly [min: number, max: number];
  /** The range of the latency of one leg of a database operation in milliseconds, without faults. */
  readonly databaseLatencyMs: readonly [min: number, max: number];
  /** How much faster or slower than simulated time the monotonic clocks of processes run at most; 0.05 is 5 %. */
  readonly drift: number;
  /** How many documents of waiting tasks the masters read at a time. */
  readonly pageSize: number;
  /** The ledger retention of the masters. */
  readonly retentionMs: number;
}

/** Returns the names of the masters of a world. */
export function mastersOf({ masters }: Plan): string[] {
  return Array.from({ length: masters }, (_, n) => `master${n + 1}`);
}

/** Returns the names of the slaves of a world. */
export function slavesOf({ slaves }: Plan): string[] {
  return Array.from({ length: slaves }, (_, n) => `slave${n + 1}`);
}
