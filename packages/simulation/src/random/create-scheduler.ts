import type { Scheduler } from '../world/cluster.ts';
import { enqueueEvent } from '../world/inbox.ts';
import { drainInbox } from '../world/master-node.ts';
import { fireTimer } from '../world/slave-node.ts';
import { scheduleMajority, scheduleOperation } from './database-timing.ts';
import { scheduleFrame } from './network.ts';
import { startLater } from './processes.ts';
import { openTaskWatch } from './task-watches.ts';
import { deferWhileFrozen, EVENT_CODES, nameOf, type SimulatedWorld } from './world-state.ts';

/** The maximum time between an event and the step in which a master core handles it. */
const MAX_STEP_DELAY_MS = 0.5;

/** Returns a scheduler that puts everything into the event queue of a world, after a random delay. */
export function createScheduler(world: () => SimulatedWorld): Scheduler {
  return {
    frame: (link, direction) => scheduleFrame(world(), link, direction),
    drain: (master) => {
      const { events, random, cluster } = world();
      events.schedule(random.fraction() * MAX_STEP_DELAY_MS, EVENT_CODES.drain, () => drainInbox(cluster, master));
    },
    wake: (master, afterMs) => {
      const { events, cluster } = world();
      const { incarnation } = master;
      events.schedule(afterMs / master.clock.rate, EVENT_CODES.wake, () => {
        if (master.incarnation !== incarnation || master.status === 'down') return;
        deferWhileFrozen(world(), master, () => {
          master.wakeAtMs = Infinity;
          enqueueEvent(cluster, master, { kind: 'tick' });
        });
      });
    },
    timer: (slave, timer, token, afterMs) => {
      const { events, random, cluster } = world();
      const delayMs = timer === 'retry' ? random.fraction() * afterMs : afterMs;
      events.schedule(delayMs / slave.clock.rate, EVENT_CODES.timer, () =>
        deferWhileFrozen(world(), slave, () => fireTimer(cluster, slave, timer, token)),
      );
    },
    operation: (operation) => scheduleOperation(world(), operation),
    majority: (through) => scheduleMajority(world(), through),
    taskWatch: (master, generation) => openTaskWatch(world(), master, generation),
    exited: (node) => startLater(world(), node, world().restartDelayMs.get(nameOf(node)) ?? 0),
  };
}
