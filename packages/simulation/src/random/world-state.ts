import type { Direction, Link, MasterNode, SimulatedCluster, SlaveNode } from '../world/cluster.ts';
import type { EventQueue } from './event-queue.ts';
import type { Plan, PlannedCommand, PlannedTask, SimulatedFault } from './plan.ts';
import type { PromiseViolation } from '../world/promise-violation.ts';
import type { RandomStream } from './random-stream.ts';

/** What wall clocks show at simulated time 0: an arbitrary date in 2023. */
export const WALL_START_MS = 1_700_000_000_000;

/** The kinds of events, as they enter the trace of a world. */
export const EVENT_CODES = {
  frame: 1,
  drain: 2,
  tick: 3,
  wake: 4,
  timer: 5,
  operation: 6,
  majority: 7,
  taskWatch: 8,
  fault: 9,
  keepalive: 10,
  start: 11,
  submit: 12,
  thaw: 13,
  command: 14,
} as const;

/** How frames travel over one link. */
export interface LinkTraffic {
  /** When the last frame sent in a direction arrives: a later frame must not overtake it. */
  readonly lastMs: { toMaster: number; toSlave: number };
  /** The number of frames that have arrived at a partition, or at a frozen process. */
  readonly blocked: { toMaster: number; toSlave: number };
}

/** The faults of the network and the database that are in effect. Times are in simulated milliseconds. */
export interface ActiveFaults {
  /** When each partitioned direction between a slave and a master was cut. */
  readonly partitions: Map<string, number>;
  /** When each frozen process was frozen. */
  readonly frozen: Map<string, number>;
  /** By master, the fault that makes its next request of a kind, or the reply to it, get stuck. */
  readonly stuckRequests: Map<string, Extract<SimulatedFault, { kind: 'stuck request' }>>;
  networkDelayMs: number;
  databaseDelayMs: number;
  replicationDelayMs: number;
  lossRate: number;
  /** The number of overlapping database outages; the database is unavailable while it is above 0. */
  databaseOutages: number;
  /** By master, the fault that makes its next request of a kind settle as no store should. Real drivers only. */
  readonly brokenRequests: Map<string, Extract<SimulatedFault, { kind: 'broken request' }>>;
  /** By direction between a slave and a master (`partitionKey`), who is slow to read, and how slow. Real drivers only. */
  readonly slowReaders: Map<string, Extract<SimulatedFault, { kind: 'slow reader' }>>;
  /** By how much the timers of each process are late at most, in milliseconds. Real drivers only. */
  readonly lateTimers: Map<string, number>;
  /** By the address that a false master has taken over, how far the epochs that it claims are ahead. */
  readonly falseMasters: Map<string, number>;
  /** Until when the effects of a broken request may last. */
  disturbedUntilMs: number;
  /** The number of overlapping faults that isolate a master from the database. */
  readonly isolatedMasters: Map<string, number>;
}

/** The tasks that wait in the memory of a leader, as they were seen first. */
export interface WaitingTasks {
  readonly epoch: number;
  readonly tasks: ReadonlyMap<string, WaitingTask>;
}

/** A task that waits in the memory of a leader. */
export interface WaitingTask {
  readonly attempt: number;
  /** How many placements the leader had decided in its epoch when the task was seen first, at most. */
  readonly placements: number;
  /** How many tasks waited then. */
  readonly among: number;
}

/** The state of a simulated world. */
export interface SimulatedWorld {
  readonly plan: Plan;
  readonly random: RandomStream;
  readonly events: EventQueue;
  readonly cluster: SimulatedCluster;
  readonly masters: Map<string, MasterNode>;
  readonly slaves: Map<string, SlaveNode>;
  readonly links: Map<string, Link>;
  readonly traffic: Map<string, LinkTraffic>;
  /** The links that a false master has accepted. */
  readonly falseLinks: Set<string>;
  readonly activeFaults: ActiveFaults;
  /** What a frozen process does first when it resumes. */
  readonly deferredUntilThaw: Map<string, (() => void)[]>;
  /** What the open task watches do when there is a new task, or when they break. */
  readonly taskWatches: (() => void)[];
  /** Whether a second slave under a name got a task, and was killed before it was done: then the task must run again. */
  twinDiedWithTask: boolean;
  /** The number of hostile peers so far. */
  hostilePeerCount: number;
  /** End the faults that last for some time; each may be called more than once. */
  readonly endFaults: (() => void)[];
  /** How long each process that is stopping stays down after its exit, in milliseconds. */
  readonly restartDelayMs: Map<string, number>;
  /** The entries that a master has logged. */
  readonly loggedEntries: Set<number>;
  /** When each entry was replicated to a majority. */
  readonly committedAtMs: Map<number, number>;
  /** Since when each slave has run a stale attempt while connected to the leader. */
  readonly staleSinceMs: Map<string, number>;
  /** By master, the tasks that wait in the memory of a leader. */
  readonly waiting: Map<string, WaitingTasks>;
  /** How often each kind of event has occurred, by a name for reports. */
  readonly counters: Map<string, number>;
  /** The commands that wait for their outcome. */
  readonly commands: Map<number, PlannedCommand>;
  /** How many commands were issued so far. */
  issuedCommands: number;
  /** The promise that was broken first, if any. */
  violation: PromiseViolation | null;
  /** The task that is submitted after the world has converged. */
  probeTask: PlannedTask | null;
}

/** Returns the key of one direction between a slave and a master in `ActiveFaults.partitions`. */
export function partitionKey(slave: string, master: string, direction: Direction): string {
  return `${slave} ${direction} ${master}`;
}

/** Returns the process with a name. */
export function nodeOf({ masters, slaves }: SimulatedWorld, name: string): MasterNode | SlaveNode {
  const node = masters.get(name) ?? slaves.get(name);
  if (node === undefined) throw new Error(`there is no process ${name}`);
  return node;
}

/** Returns all tasks submitted so far or later. */
export function tasksOf({ plan, probeTask }: SimulatedWorld): readonly PlannedTask[] {
  return probeTask === null ? plan.tasks : [...plan.tasks, probeTask];
}

/** Returns the name of a process. */
export function nameOf(node: MasterNode | SlaveNode): string {
  return node.kind === 'master' ? node.name : node.id;
}

/** Runs something that concerns a process: now, or when the process resumes if it is frozen. */
export function deferWhileFrozen(world: SimulatedWorld, node: MasterNode | SlaveNode, run: () => void): void {
  if (node.status !== 'frozen') return run();
  const deferred = world.deferredUntilThaw.get(nameOf(node)) ?? [];
  deferred.push(run);
  world.deferredUntilThaw.set(nameOf(node), deferred);
}
