import type { Event } from '@steadfast/master/core/events';
import type { MasterNode } from '../world/cluster.ts';
import { writeDocuments } from '../world/database.ts';
import { enqueueEvent } from '../world/inbox.ts';
import { drawLatencyMs, isIsolated } from './database-timing.ts';
import { deferWhileFrozen, EVENT_CODES, type SimulatedWorld } from './world-state.ts';

/** How long it takes to notice that a watch cannot be opened. */
export const OPEN_TIMEOUT_MS = 2_000;

/** Delivers an event to a master, unless that incarnation of it is over. */
function deliver(world: SimulatedWorld, name: string, incarnation: number, event: Event): void {
  const master = world.masters.get(name);
  if (master === undefined) return;
  deferWhileFrozen(world, master, () => {
    if (master.incarnation === incarnation && master.status === 'up') enqueueEvent(world.cluster, master, event);
  });
}

/** Opens a task watch for a master. */
export function openTaskWatch(world: SimulatedWorld, { name, incarnation }: MasterNode, generation: number): void {
  const { events, activeFaults, taskWatches } = world;
  if (activeFaults.databaseOutages > 0 || isIsolated(world, name))
    return events.schedule(OPEN_TIMEOUT_MS, EVENT_CODES.taskWatch, () =>
      deliver(world, name, incarnation, { kind: 'watch.fired', generation }),
    );
  events.schedule(drawLatencyMs(world), EVENT_CODES.taskWatch, () => {
    taskWatches.push(() => deliver(world, name, incarnation, { kind: 'watch.fired', generation }));
    deliver(world, name, incarnation, { kind: 'watch.opened', generation });
  });
}

/** Fires all open task watches, each after a delay of up to `maxDelayMs`. */
export function fireTaskWatches(world: SimulatedWorld, maxDelayMs: number): void {
  for (const fire of world.taskWatches.splice(0))
    world.events.schedule(world.random.fraction() * maxDelayMs, EVENT_CODES.taskWatch, fire);
}

/** Writes task documents as a user would: new tasks, or repaired ones. */
export function writeTasks(world: SimulatedWorld, documents: Parameters<typeof writeDocuments>[1]): void {
  writeDocuments(world.cluster.database(), documents);
  fireTaskWatches(world, drawLatencyMs(world));
}
