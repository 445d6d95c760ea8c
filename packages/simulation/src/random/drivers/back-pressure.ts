import type { Direction, Link } from '../../world/cluster.ts';
import { EVENT_CODES, partitionKey, type SimulatedWorld } from '../world-state.ts';

/*
 * Back-pressure: a stream with a full buffer asks the driver to wait until it has drained.
 */

/** Without a fault, a buffer is full once in a while, and drains soon. */
const OCCASIONAL = { probability: 0.02, drainMs: 5 } as const;

/** How often a stream that waits for a slow reader looks whether the fault has ended. */
const RECHECK_MS = 100;

/** The outgoing side of a stream. */
export interface OutgoingBuffer {
  /** Must be called after each write. Returns whether the next one may follow at once. */
  readonly wrote: () => boolean;
}

/**
 * Returns the buffer of one direction of a link.
 * @param onDrain called when writing may continue
 */
export function createOutgoingBuffer(
  world: SimulatedWorld,
  { slave, master }: Pick<Link, 'slave' | 'master'>,
  direction: Direction,
  onDrain: () => void,
): OutgoingBuffer {
  const { events, random, cluster, activeFaults } = world;
  const key = partitionKey(slave, master, direction);
  const writer = direction === 'toMaster' ? slave : master;
  let full = false;
  const drain = (): void => {
    full = false;
    onDrain();
  };
  const drainAfterFault = (): void => {
    if (activeFaults.slowReaders.has(key)) events.schedule(RECHECK_MS, EVENT_CODES.frame, drainAfterFault);
    else drain();
  };
  return {
    wrote: () => {
      if (full)
        cluster.reportViolation('memory-is-bounded', () => `${writer} writes to a stream that has asked it to wait`);
      const fault = activeFaults.slowReaders.get(key);
      if (fault === undefined && !random.chance(OCCASIONAL.probability)) return true;
      full = true;
      const drainMs = fault === undefined ? OCCASIONAL.drainMs : fault.drainMs;
      if (drainMs === null) drainAfterFault();
      else events.schedule(random.fraction() * drainMs, EVENT_CODES.frame, drain);
      return false;
    },
  };
}
