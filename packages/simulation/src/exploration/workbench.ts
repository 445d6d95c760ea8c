import type { StoreRequest } from '@steadfast/master/core/events';
import type { Cluster, Link, MasterNode, Observations, SlaveNode } from '../world/cluster.ts';
import { answerOperation, executeOperation, reachMajority, repeatOperation } from '../world/database-client.ts';
import { isRead, type Operation } from '../world/database.ts';
import { tellMaster } from '../world/inbox.ts';
import { arriveAtMaster, drainMaster } from '../world/master-node.ts';
import { leadershipOf } from '../world/rest.ts';
import { arriveAtSlave } from '../world/slave-node.ts';
import { copyDatabase, copyObservations, copyPart, type Database } from './copy.ts';
import {
  DATABASE,
  LINK,
  MASTER,
  OBSERVATIONS,
  SLAVE,
  type FaultBudget,
  type Component,
  type WorldState,
} from './state.ts';

/** Takes a line of the transcript: who, and what. */
export type Narrator = (who: string, what: string) => void;

/** A place where one state is turned into another. Components are copied when they are first touched. */
export interface Workbench {
  readonly cluster: Cluster;
  /** Puts a state on the bench. */
  readonly take: (state: WorldState) => void;
  /** Lets everything happen that happens at once. */
  readonly settle: () => void;
  /** The state as it is now. `budget`: what is left of it. */
  readonly give: (budget: FaultBudget) => WorldState;
  readonly setNarrator: (narrator: Narrator | null) => void;
}

/** The lowest number that is not in use. */
function lowestFree(used: ReadonlySet<number>): number {
  let number = 1;
  while (used.has(number)) number += 1;
  return number;
}

/** Numbers of links are used again, so that a slave which looks for its master in vain comes to the same state again. */
function renumberLinks(components: ReadonlyMap<string, Component>, slave: SlaveNode): void {
  let number = 1;
  while (components.has(`${LINK}${slave.id}.${slave.life}/${number}`)) number += 1;
  slave.nextLink = number;
}

/** So are numbers of sessions, once nobody remembers them. */
function renumberSessions(components: ReadonlyMap<string, Component>, master: MasterNode): void {
  const used = new Set([...master.sessions.keys(), ...(master.core?.introduced ?? [])]);
  const groupCommit = leadershipOf(master)?.groupCommit;
  for (const { effects } of [...(groupCommit?.waiting ?? []), groupCommit?.inFlight ?? { effects: [] }])
    for (const effect of effects) if ('session' in effect) used.add(effect.session);
  for (const { request } of (components.get(DATABASE) as Database).operations.values())
    if (request.kind === 'read.report') used.add(request.session);
  master.nextSession = lowestFree(used);
}

/** What takes no time in a world that is explored, so that there is less to explore. */
export interface Shortcuts {
  /** Every write has a majority as it is made. */
  readonly majorityAtOnce: boolean;
  /** The requests that are carried out and answered as they are made. */
  readonly atOnce: ReadonlySet<StoreRequest['kind']>;
}

/** Makes a workbench; `report` is told of broken promises. */
export function createWorkbench(report: Cluster['report'], { majorityAtOnce, atOnce }: Shortcuts): Workbench {
  let components = new Map<string, Component>();
  const touched = new Set<string>();
  let narrator: Narrator | null = null;

  const touch = <T extends Component>(key: string, copy: (component: T) => T): T => {
    const component = components.get(key) as T;
    if (touched.has(key)) return component;
    touched.add(key);
    const copied = copy(component);
    components.set(key, copied);
    return copied;
  };

  const cluster: Cluster = {
    master: (name) => touch(MASTER + name, copyPart<MasterNode>),
    slave: (id) => touch(SLAVE + id, copyPart<SlaveNode>),
    link: (id) => (components.has(LINK + id) ? touch(LINK + id, copyPart<Link>) : undefined),
    addLink: (link) => {
      components.set(LINK + link.id, link);
      touched.add(LINK + link.id);
    },
    removeLink: (id) => void components.delete(LINK + id),
    database: () => touch(DATABASE, copyDatabase),
    observations: () => touch(OBSERVATIONS, copyObservations),
    observed: () => components.get(OBSERVATIONS) as Observations,
    monotonicMs: ({ clock }) => clock.offsetMs,
    wallMs: () => 0,
    later: {
      frame: () => {},
      drain: () => {},
      wake: () => {},
      timer: () => {},
      operation: () => {},
      majority: (through) => {
        if (majorityAtOnce) reachMajority(cluster, through);
      },
      // New tasks are there from the beginning: a bell never rings.
      taskWatch: (master, generation) => tellMaster(cluster, master, { kind: 'watch.opened', generation }),
      exited: () => {},
    },
    report,
    narrate: (who, what) => narrator?.(who, what()),
    says: (from, to, message) => narrator?.(from, `→ ${to}: ${JSON.stringify(message)}`),
    logs: () => {},
    committed: (entry) => narrator?.('ledger', `#${entry.number} e${entry.epoch}: ${JSON.stringify(entry.facts)}`),
    trimmed: () => {},
    logged: () => {},
  };

  const drain = (): void => {
    for (const key of components.keys()) {
      if (!key.startsWith(MASTER)) continue;
      const name = key.slice(MASTER.length);
      while ((components.get(key) as MasterNode).inbox.length > 0) drainMaster(cluster, cluster.master(name));
    }
  };

  /** Opening a connection is one step: nothing that anybody does in the middle of it makes a difference. */
  const openConnections = (): boolean => {
    let opened = false;
    for (const [key, component] of components) {
      if (!key.startsWith(LINK)) continue;
      const { id, slave, toMaster, toSlave } = component as Link;
      if (toMaster[0]?.kind === 'connect') arriveAtMaster(cluster, cluster.link(id) as Link);
      else if (toSlave[0]?.kind === 'accepted') arriveAtSlave(cluster, cluster.slave(slave), cluster.link(id) as Link);
      else continue;
      opened = true;
    }
    return opened;
  };

  /** Some requests are carried out and answered in one step. */
  const answerAtOnce = (): boolean => {
    const { operations } = components.get(DATABASE) as Database;
    for (const { id, phase, request, life } of operations.values()) {
      if (!atOnce.has(request.kind) || phase === 'written') continue;
      const operation = cluster.database().operations.get(id) as Operation;
      if (phase === 'sent') executeOperation(cluster, operation);
      else if (phase === 'answered') answerOperation(cluster, operation);
      else if (life > 0) repeatOperation(cluster, operation);
      return true;
    }
    return false;
  };

  /** What nobody waits for any more is of interest only as long as it may still write something. */
  const forgetUnheard = (): void => {
    const { operations } = components.get(DATABASE) as Database;
    for (const { id, phase, request, life, master: name } of operations.values()) {
      const master = components.get(MASTER + name) as MasterNode;
      const heard = master.power !== 'off' && master.life === life;
      if (!heard && (phase === 'answered' || phase === 'resting' || isRead(request)))
        cluster.database().operations.delete(id);
    }
  };

  const settle = (): void => {
    do {
      drain();
      forgetUnheard();
    } while (openConnections() || answerAtOnce());
    for (const key of touched) {
      const component = components.get(key);
      if (component === undefined) continue;
      if (key.startsWith(SLAVE)) renumberLinks(components, component as SlaveNode);
      if (key.startsWith(MASTER)) renumberSessions(components, component as MasterNode);
    }
  };
  return {
    cluster,
    settle,
    take: (state) => {
      components = new Map(state.components);
      touched.clear();
    },
    give: (budget) => ({ components, budget }),
    setNarrator: (next) => void (narrator = next),
  };
}
