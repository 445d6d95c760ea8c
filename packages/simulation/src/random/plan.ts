import type { StoreRequest } from '@steadfast/master/core/store-requests';

/*
 * A plan says everything about a world that is not luck from step to step: who is in it, what there is to do, and what
 * goes wrong when. It is plain data, so that a failing one can be made smaller, written down and played again.
 */

/** What is wrong with the document of a task when it is inserted. */
export type DocumentFault =
  | 'no name'
  | 'negative sleep'
  | 'sleep is a text'
  | 'half an assignment'
  | 'assigned by nobody';

/** A task, and when somebody inserts it. */
export interface PlannedTask {
  readonly taskId: string;
  readonly sleepMs: number;
  readonly atMs: number;
  readonly fault: DocumentFault | null;
  /** When somebody mends a faulty document; never where null. */
  readonly repairedAtMs: number | null;
}

/** What goes wrong. Times and durations are in milliseconds of the world. */
export type SimulatedFault = { readonly atMs: number } & (
  | {
      /** A process dies after so many further effects, and is started again later. */
      readonly kind: 'kill';
      readonly node: string;
      readonly fuse: number;
      readonly downMs: number;
    }
  /** A process is asked to stop in order, and is started again so long after it has. */
  | { readonly kind: 'stop'; readonly node: string; readonly downMs: number }
  | { readonly kind: 'freeze'; readonly node: string; readonly forMs: number }
  /** The connections of a slave break; what is on their way may be lost. */
  | { readonly kind: 'break'; readonly node: string }
  /** Nothing gets through between a slave and a master; what is sent waits. */
  | {
      readonly kind: 'cut';
      readonly node: string;
      readonly master: string;
      readonly directions: 'both' | 'toMaster' | 'toSlave';
      readonly forMs: number;
    }
  | { readonly kind: 'slow network'; readonly byMs: number; readonly forMs: number }
  | { readonly kind: 'database away'; readonly forMs: number }
  | { readonly kind: 'database slow'; readonly byMs: number; readonly forMs: number }
  /** Replies of the database are lost, or say that it is not known whether a write was durable, so often. */
  | { readonly kind: 'database lossy'; readonly rate: number; readonly forMs: number }
  /** Writes reach a majority late. */
  | { readonly kind: 'majority late'; readonly byMs: number; readonly forMs: number }
  /** The primary steps down and takes with it what no majority had; the next one is there after so long. */
  | { readonly kind: 'step down'; readonly forMs: number }
  /** One master alone does not reach the database. */
  | { readonly kind: 'master without database'; readonly node: string; readonly forMs: number }
  /** The next request of that kind of a master to the database, or the answer to it, is a long time on its way. */
  | {
      readonly kind: 'request stuck';
      readonly node: string;
      readonly request: StoreRequest['kind'];
      readonly leg: 'request' | 'answer';
      readonly forMs: number;
    }
  | { readonly kind: 'clock jumps'; readonly node: string; readonly byMs: number }
  /** The journal of a slave cannot be written. */
  | { readonly kind: 'disk full'; readonly node: string; readonly forMs: number }
  /** A second slave of the same name is started. */
  | { readonly kind: 'name taken'; readonly node: string; readonly forMs: number }
  /** Somebody who is no honest slave calls a master, and follows a script. */
  | { readonly kind: 'hostile peer'; readonly master: string; readonly script: number; readonly forMs: number }
);

/** Everything about a world but its luck. */
export interface Plan {
  readonly seed: number;
  readonly masters: number;
  readonly slaves: number;
  readonly tasks: readonly PlannedTask[];
  readonly faults: readonly SimulatedFault[];
  /** When all faults end. */
  readonly healAtMs: number;
  /** Whether faults were drawn for masters and database alone. */
  readonly faultsSpareSlaves: boolean;
  /** How fast and how evenly things travel, in milliseconds: at least, and at most where nothing is slow. */
  readonly networkLatencyMs: readonly [least: number, most: number];
  readonly databaseLatencyMs: readonly [least: number, most: number];
  /** The clocks of the processes run faster or slower by at most this share. */
  readonly drift: number;
  /** After so long the leader may trim entries of the ledger. */
  readonly retentionMs: number;
}

/** The names of the masters and of the slaves of a world. */
export function mastersOf({ masters }: Plan): string[] {
  return Array.from({ length: masters }, (_, n) => `master${n + 1}`);
}
export function slavesOf({ slaves }: Plan): string[] {
  return Array.from({ length: slaves }, (_, n) => `slave${n + 1}`);
}
