import type { Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import type { SimulatedDatabase } from '../world/database.ts';

/** How often each fault can still occur in a world, and how often time can pass. */
export interface FaultBudget {
  /** Processes that crash, before any of their effects. */
  readonly masterKills: number;
  readonly slaveKills: number;
  /** Connections that break for both sides at once. */
  readonly breaks: number;
  /** Connections that break for one side, while the other does not notice yet. */
  readonly halfBreaks: number;
  /** Standbys that claim leadership, whatever their clock says. */
  readonly takeovers: number;
  /** Answers of the database that are lost. */
  readonly lostReplies: number;
  /** Requests that a master gives up, but that are executed at any later moment. */
  readonly lingeringRequests: number;
  /** Primaries that step down; writes that had not reached a majority are rolled back. */
  readonly rollbacks: number;
  /** Processes that are asked to stop. */
  readonly stops: number;
  /** Periods that pass for one master, in which all of its deadlines expire. */
  readonly periods: number;
}

/** A part of a world. */
export type Component = MasterNode | SlaveNode | Link | SimulatedDatabase | Observations;

/** One state of a world. Components are immutable, and shared with the states before and after it. */
export interface WorldState {
  readonly components: ReadonlyMap<string, Component>;
  readonly budget: FaultBudget;
}

/** The keys of components; those of processes and links are prefixes. */
export const MASTER = 'master ';
export const SLAVE = 'slave ';
export const LINK = 'link ';
export const DATABASE = 'database';
export const OBSERVATIONS = 'observations';

/** Returns the components with keys that have a prefix, in a fixed order. */
export function componentsOf<T extends Component>({ components }: WorldState, prefix: string): T[] {
  const found: T[] = [];
  for (const [key, component] of components) if (key.startsWith(prefix)) found.push(component as T);
  return found;
}
