import type { SimulatedCluster, Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import { copyDatabase, copyObservations, copyPart } from './copy.ts';
import { DATABASE, LINK, MASTER, OBSERVATIONS, SLAVE, type Component, type WorldState } from './state.ts';

/** The accessors of a cluster that give out components to be changed. */
type ComponentAccess = Pick<
  SimulatedCluster,
  'master' | 'slave' | 'link' | 'addLink' | 'removeLink' | 'database' | 'mutableObservations' | 'observations'
>;

/** The components of one state while it is turned into the next one. Each is copied when it is first changed. */
export interface ComponentStore extends ComponentAccess {
  /** Returns the current components, to be read only. */
  readonly components: () => ReadonlyMap<string, Component>;
  /** Returns the keys of the components that were changed since the state was loaded. */
  readonly changed: () => ReadonlySet<string>;
  readonly load: (state: WorldState) => void;
}

/** Creates an empty store. */
export function createComponentStore(): ComponentStore {
  let components = new Map<string, Component>();
  const changed = new Set<string>();

  const change = <T extends Component>(key: string, copy: (component: T) => T): T => {
    const component = components.get(key) as T;
    if (changed.has(key)) return component;
    changed.add(key);
    const copied = copy(component);
    components.set(key, copied);
    return copied;
  };

  return {
    components: () => components,
    changed: () => changed,
    load: (state) => {
      components = new Map(state.components);
      changed.clear();
    },
    master: (name) => change(MASTER + name, copyPart<MasterNode>),
    slave: (id) => change(SLAVE + id, copyPart<SlaveNode>),
    link: (id) => (components.has(LINK + id) ? change(LINK + id, copyPart<Link>) : undefined),
    addLink: (link) => {
      components.set(LINK + link.id, link);
      changed.add(LINK + link.id);
    },
    removeLink: (id) => void components.delete(LINK + id),
    database: () => change<SimulatedDatabase>(DATABASE, copyDatabase),
    mutableObservations: () => change(OBSERVATIONS, copyObservations),
    observations: () => components.get(OBSERVATIONS) as Observations,
  };
}
