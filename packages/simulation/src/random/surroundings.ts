import type { Agenda } from './agenda.ts';
import type { Draw } from './draw.ts';
import type { Fault, Plan, PlannedTask } from './plan.ts';
import type { Cluster, Link, MasterNode, SlaveNode } from '../world/cluster.ts';

/** Kinds of things that happen, as the trace of a world names them. */
export const CODES = {
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
} as const;

/** How frames travel over one link: in order, and those that arrive at a closed door wait before it. */
export interface Traffic {
  readonly lastMs: { toMaster: number; toSlave: number };
  readonly held: { toMaster: number; toSlave: number };
}

/** The weather: what is wrong at the moment with network and database. Times are those of the world, in milliseconds. */
export interface Weather {
  /** The directions between a slave and a master in which nothing gets through, and since when. */
  readonly cuts: Map<string, number>;
  /** The processes that are frozen, and since when. */
  readonly frozen: Map<string, number>;
  /** Masters whose next request, or the answer to it, gets stuck on its way. */
  readonly stuck: Map<string, Extract<Fault, { kind: 'request stuck' }>>;
  networkDelayMs: number;
  databaseDelayMs: number;
  majorityDelayMs: number;
  lossRate: number;
  /** The database answers nobody while this is above 0; the master alone, while its number is. */
  databaseAway: number;
  readonly isolated: Map<string, number>;
}

/** Everything that the parts of a simulation share. */
export interface Surroundings {
  readonly plan: Plan;
  readonly draw: Draw;
  readonly agenda: Agenda;
  readonly cluster: Cluster;
  readonly masters: Map<string, MasterNode>;
  readonly slaves: Map<string, SlaveNode>;
  readonly links: Map<string, Link>;
  readonly traffic: Map<string, Traffic>;
  readonly weather: Weather;
  /** What waits until a frozen process goes on. */
  readonly thawing: Map<string, (() => void)[]>;
  /** Who waits for new tasks. */
  readonly watches: { readonly master: string; readonly life: number; readonly generation: number }[];
  /** How many hostile peers there have been. */
  hostile: number;
  /** What ends the faults that last for a while. */
  readonly endings: (() => void)[];
  /** How long a process that was asked to stop stays off, in milliseconds. */
  readonly downMs: Map<string, number>;
  /** The entries that some master has logged. */
  readonly logged: Set<number>;
  /** When a majority had each entry. */
  readonly committedMs: Map<number, number>;
  /** Since when slaves with a session go on with what counts no more. */
  readonly staleSinceMs: Map<string, number>;
  /** How often each thing happened. */
  readonly counts: Map<string, number>;
  /** The task that is submitted when everything else is done. */
  lastTask: PlannedTask | null;
}

/** Counts something. */
export function count({ counts }: Surroundings, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** The process of that name. */
export function nodeOf({ masters, slaves }: Surroundings, name: string): MasterNode | SlaveNode {
  const node = masters.get(name) ?? slaves.get(name);
  if (node === undefined) throw new Error(`there is no process ${name}`);
  return node;
}

/** The name of a process. */
export function nameOf(node: MasterNode | SlaveNode): string {
  return node.kind === 'master' ? node.name : node.id;
}

/** Lets something happen to a process: at once, or, if it is frozen, when it goes on. */
export function whenAwake(world: Surroundings, node: MasterNode | SlaveNode, act: () => void): void {
  if (node.power !== 'frozen') return act();
  const waiting = world.thawing.get(nameOf(node)) ?? [];
  waiting.push(act);
  world.thawing.set(nameOf(node), waiting);
}
