import { cancelNothing, type Timers } from '@steadfast/runtime';
import { createFairQueue, type FairQueueBounds } from './fair-queue.ts';
import { UNLIMITED } from './token-bucket.ts';

/**
 * Registrations of slaves that are not known: each costs two facts and four lines of log, one pair when it joins and one
 * when it is lost. The five thousand slaves that a master is designed for may all register at the same moment, for example
 * when it has been restarted and they have no tasks; no address has more than a thousand of them. After that, no fleet
 * grows faster than this. Addresses take turns.
 */
const UNKNOWN_SLAVES: FairQueueBounds = {
  total: { burst: 5_000, perSecond: 100 },
  perKey: { burst: 1_000, perSecond: 100 },
};

/** Registrations of one instance. A slave tries to reconnect once a second, at first a few times faster. */
const SAME_INSTANCE: FairQueueBounds = {
  total: UNLIMITED,
  perKey: { burst: 10, perSecond: 1 },
};

/** A session that lasted this long was that of a real slave, or of a patient liar: at most ten thousand of these. */
const STABLE_SESSION_MS = 10_000;

/** Instances that are remembered: as many as there are sessions. */
const MAX_REMEMBERED = 10_000;

/** Identifies the incarnation of a slave. A stranger who only knows the name must not be able to hold it up. */
export interface SlaveIdentity {
  readonly host: string;
  readonly instance: string;
}

/** What the admission of registrations depends on. */
export interface RegistrationOptions {
  /** Returns whether a slave is connected, or responsible for a task. */
  readonly isKnownSlave: (slave: SlaveIdentity) => boolean;
  readonly timers: Timers;
}

/** Decides when registrations are passed on. */
export interface Registrations {
  /** Returns whether a slave is connected, is responsible for a task, or had a stable session. */
  readonly isKnown: (slave: SlaveIdentity) => boolean;
  /** Calls `admit` at once, or as soon as the rates allow. Returns a function that withdraws a registration. */
  readonly request: (slave: SlaveIdentity, peer: string, admit: () => void) => () => void;
  /** Notes that a session has ended, and how long after its Welcome. */
  readonly ended: (slave: SlaveIdentity, welcomedForMs: number) => void;
}

function keyOf({ host, instance }: SlaveIdentity): string {
  return `${host} ${instance}`;
}

/** Returns what registrations of the same origin have in common: the address, or the network of an IPv6 address. */
function originOf(peer: string): string {
  const address = peer.slice(0, peer.lastIndexOf(':'));
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}

/** Creates the admission of registrations. Slaves that are known are not held up by others. */
export function createRegistrations({ isKnownSlave, timers }: RegistrationOptions): Registrations {
  const byInstance = createFairQueue<string>(SAME_INSTANCE, timers);
  const byOrigin = createFairQueue<string>(UNKNOWN_SLAVES, timers);
  const remembered = new Set<string>();
  const isKnown = (slave: SlaveIdentity): boolean => remembered.has(keyOf(slave)) || isKnownSlave(slave);
  return {
    isKnown,
    request: (slave, peer, admit) => {
      let withdraw = cancelNothing;
      const withdrawFirst = byInstance.enter(keyOf(slave), () => {
        if (isKnown(slave)) admit();
        else withdraw = byOrigin.enter(originOf(peer), admit);
      });
      return () => {
        withdrawFirst();
        withdraw();
      };
    },
    ended: (slave, welcomedForMs) => {
      if (welcomedForMs < STABLE_SESSION_MS) return;
      remembered.add(keyOf(slave));
      const [oldest] = remembered;
      if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    },
  };
}
