import type { MasterNode, SlaveNode } from '../world/cluster.ts';
import { leadershipOf } from '../world/quiescence.ts';
import type { ComponentStore } from './component-store.ts';
import type { SimulatedDatabase } from '../world/database.ts';
import { DATABASE, LINK, MASTER, SLAVE, type Component } from './state.ts';

/*
 * Numbers of links and sessions are used again as soon as they are free. Otherwise a slave that fails to connect, and
 * is back where it was, would be in a new state each time, and the exploration would not end.
 */

function lowestUnused(used: ReadonlySet<number>): number {
  let number = 1;
  while (used.has(number)) number += 1;
  return number;
}

function renumberLinks(components: ReadonlyMap<string, Component>, slave: SlaveNode): void {
  let number = 1;
  while (components.has(`${LINK}${slave.id}.${slave.incarnation}/${number}`)) number += 1;
  slave.nextLink = number;
}

/** A number of a session is used while the core, a pending effect or a request refers to it. */
function renumberSessions(components: ReadonlyMap<string, Component>, master: MasterNode): void {
  const used = new Set([...master.sessions.keys(), ...(master.core?.registered ?? [])]);
  const groupCommit = leadershipOf(master)?.groupCommit;
  for (const { effects } of [...(groupCommit?.backlog ?? []), groupCommit?.inFlight ?? { effects: [] }])
    for (const effect of effects) if ('session' in effect) used.add(effect.session);
  for (const { request } of (components.get(DATABASE) as SimulatedDatabase).operations.values())
    if (request.kind === 'read.report') used.add(request.session);
  master.nextSession = lowestUnused(used);
}

/** Resets the counters of all changed processes to the lowest unused number. */
export function renumber(store: ComponentStore): void {
  const components = store.components();
  for (const key of store.changed()) {
    const component = components.get(key);
    if (component === undefined) continue;
    if (key.startsWith(SLAVE)) renumberLinks(components, component as SlaveNode);
    if (key.startsWith(MASTER)) renumberSessions(components, component as MasterNode);
  }
}
