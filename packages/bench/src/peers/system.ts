import type { Child } from '@steadfast/cluster';

/** A process that the tasks depend on, other than the workers: a scheduler, a database, or both in one. */
export interface SystemServer {
  readonly name: string;
  readonly role: 'scheduler' | 'database';
  /** The process id while it is alive. */
  readonly pid: number | undefined;
  /**
   * Kills it and all of its children at once, and starts it again on the same data; resolves when it accepts requests.
   * @throws {Error} if it does not start
   */
  readonly killAndRestart: () => Promise<void>;
}

/** A process that runs one task at a time. */
export interface SystemWorker {
  readonly name: string;
  readonly child: Child;
}

/** The start or end of a task, as its worker recorded it. */
export interface ExecutionEvent {
  readonly event: 'started' | 'finished';
  /** Identifies the task within its cluster. */
  readonly task: string;
  /** The name of the worker. */
  readonly worker: string;
  /** In milliseconds, on the clock that all processes of the machine share. */
  readonly atMs: number;
}

/** A running system, with empty storage at first. */
export interface SystemCluster {
  readonly servers: readonly SystemServer[];
  /** The workers started so far, alive or not. */
  readonly workers: readonly SystemWorker[];
  /** Starts workers; they may not be ready yet when it returns. */
  readonly addWorkers: (count: number) => Promise<void>;
  /** Inserts tasks that take `ms` milliseconds; resolves when they are durable. */
  readonly enqueue: (count: number, ms: number) => Promise<void>;
  /** Returns how many tasks the system does not consider done. */
  readonly remaining: () => Promise<number>;
  /**
   * Returns how many events each worker has recorded so far, by their names. This costs little, so that it may be called
   * often.
   */
  readonly eventCounts: () => ReadonlyMap<string, number>;
  /** Reads all events that the workers have recorded, in no particular order. */
  readonly readEvents: () => ExecutionEvent[];
  /** Kills all processes and removes all files. */
  readonly close: () => Promise<void>;
}

/** Where a cluster runs. */
export interface ClusterContext {
  /** A folder for its files, which exists and is empty. */
  readonly folder: string;
  /** Aborts when the user stops the run. */
  readonly signal: AbortSignal;
}

/** A system that is installed. */
export interface InstalledSystem {
  /** The versions of what is measured: `bullmq 6.7.0, redis-server 7.0.15`. */
  readonly versions: string;
  readonly start: (context: ClusterContext) => Promise<SystemCluster>;
}

/** What an installation runs with. */
export interface InstallContext {
  readonly signal: AbortSignal;
  /** Receives lines for people about the progress. */
  readonly progress: (line: string) => void;
}

/** A scheduler that can be measured. */
export interface System {
  /** The name that selects it on the command line. */
  readonly name: string;
  readonly title: string;
  /** How it is configured where that matters: durability first, then what differs from its defaults. */
  readonly settings: readonly string[];
  /** What is not equal to Steadfast, in its favour or against it. */
  readonly unequal: readonly string[];
  /** How many no-op tasks keep it busy for several seconds. */
  readonly noOpTasks: number;
  /**
   * Installs it unless it is installed.
   * @throws {Error} if it cannot be installed on this machine
   */
  readonly install: (context: InstallContext) => Promise<InstalledSystem>;
}
