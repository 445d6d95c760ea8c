import type { SlaveIdentity } from './registrations.ts';

/** Registrations that wait: the thousand slaves that a master is designed for may all register at the same moment. */
const MAX_WAITING = 1_000;

/** Why a registration that waits is refused. */
export const TOO_MANY = 'too many slaves are registering; try again';

/**
 * Creates the set of sessions that wait for their admission. When there are too many, the oldest is ended in favour of a
 * new one; so is one of the same slave, which has only one session at a time.
 */
export function createWaitingSessions(end: (session: number, detail: string) => void) {
  const slaves = new Map<number, string>();
  const sessionOf = new Map<string, number>();
  const remove = (session: number): void => {
    const key = slaves.get(session);
    if (key === undefined) return;
    slaves.delete(session);
    sessionOf.delete(key);
  };
  return {
    has: (session: number): boolean => slaves.has(session),
    add: (session: number, { host, instance }: SlaveIdentity): void => {
      const key = `${host} ${instance}`;
      const earlier = sessionOf.get(key);
      if (earlier !== undefined) end(earlier, 'the slave has registered in another session');
      const [oldest] = slaves.keys();
      if (slaves.size >= MAX_WAITING && oldest !== undefined) end(oldest, TOO_MANY);
      slaves.set(session, key);
      sessionOf.set(key, session);
    },
    remove,
  };
}
