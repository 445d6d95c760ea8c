import type { Cancel, Timers } from '@steadfast/runtime';
import type { MasterNode, SlaveNode } from '../../world/cluster.ts';
import { EVENT_CODES, nameOf, type SimulatedWorld } from '../world-state.ts';
import type { DrivenProcess } from './process.ts';

/** The longest time from a request to be called back soon until the call. */
const MAX_TURN_MS = 0.5;

/** Timers of Node.js may fire up to a millisecond early. It happens often here, because code that forgets it is wrong. */
const EARLY = { probability: 0.1, maxMs: 1 } as const;

/** Returns the clocks and timers of a process, on the event queue of its world. */
export function createSimulatedTimers(
  world: SimulatedWorld,
  node: MasterNode | SlaveNode,
  { enter }: DrivenProcess,
): Timers {
  const { events, random, cluster, activeFaults } = world;
  /** Schedules a call. One that falls due while the process is frozen waits, and may still be cancelled before it resumes. */
  const schedule = (delayMs: number, code: number, callback: () => void): Cancel => {
    let cancelled = false;
    const cancelEvent = events.scheduleCancellable(delayMs, code, () =>
      enter(() => {
        if (!cancelled) callback();
      }),
    );
    return () => {
      cancelled = true;
      cancelEvent();
    };
  };
  /** Calls that were requested to come soon are made in order. */
  let lastSoonMs = 0;
  return {
    monotonicMs: () => cluster.monotonicMs(node),
    wallMs: () => cluster.wallMs(node),
    after: (delayMs, callback) => {
      const lateMs = random.fraction() * (activeFaults.lateTimers.get(nameOf(node)) ?? 0);
      const earlyMs = random.chance(EARLY.probability) ? random.fraction() * Math.min(EARLY.maxMs, delayMs) : 0;
      return schedule((delayMs + lateMs - earlyMs) / node.clock.rate, EVENT_CODES.timer, callback);
    },
    soon: (callback) => {
      lastSoonMs = Math.max(lastSoonMs, events.nowMs() + random.fraction() * MAX_TURN_MS);
      return schedule(lastSoonMs - events.nowMs(), EVENT_CODES.drain, callback);
    },
  };
}
