import type { Database } from './copy.ts';
import type { Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';

/** How often each thing may still go wrong, or time may pass, in a world that is explored. */
export interface FaultBudget {
  /** Masters, or slaves, that die: between any two effects. */
  readonly masterKills: number;
  readonly slaveKills: number;
  /** Connections that break, at once for both sides. */
  readonly breaks: number;
  /** Connections that one side holds to be broken, and the other not yet. */
  readonly halfBreaks: number;
  /** Standbys that lose patience, whatever the clock says. */
  readonly takeovers: number;
  /** Answers of the database that are lost. */
  readonly lostReplies: number;
  /** Requests that were given up and are carried out all the same, at any later moment. */
  readonly lingeringRequests: number;
  /** Primaries that step down, with what no majority had. */
  readonly rollbacks: number;
  /** Processes that are asked to stop. */
  readonly stops: number;
  /** Periods that pass for one master, in which every deadline of it falls due. */
  readonly periods: number;
}

/** Anything that a world is made of. */
export type Component = MasterNode | SlaveNode | Link | Database | Observations;

/** One state of a world. What it is made of is shared with the states around it, and never changed. */
export interface WorldState {
  readonly components: ReadonlyMap<string, Component>;
  readonly budget: FaultBudget;
}

/** The keys of components. */
export const MASTER = 'master ';
export const SLAVE = 'slave ';
export const LINK = 'link ';
export const DATABASE = 'database';
export const OBSERVATIONS = 'observations';

/** The components of one kind, in a fixed order. */
export function componentsOf<T extends Component>({ components }: WorldState, kind: string): T[] {
  const found: T[] = [];
  for (const [key, component] of components) if (key.startsWith(kind)) found.push(component as T);
  return found;
}
