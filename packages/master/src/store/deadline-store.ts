import { StoreError, type Store } from './store.ts';

/**
 * How long a request may take. The longest on a healthy database, a bulk write of a thousand documents, takes about
 * 100 ms, and an election a few seconds; a leader that waits longer than this had better try again.
 */
export const REQUEST_DEADLINE_MS = 10_000;

class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** Settles like a promise, but rejects with `DeadlineExceeded` if that takes too long. A late result is ignored. */
async function settleWithin<Result>(promise: Promise<Result>, deadlineMs: number): Promise<Result> {
  const { promise: expiry, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DeadlineExceeded()), deadlineMs);
  try {
    return await Promise.race([promise, expiry]);
  } finally {
    clearTimeout(timer);
  }
}

/** A store and its preparation, which is repeated until it succeeds once. */
function createConnection(store: Store) {
  let prepared: Promise<void> | null = null;
  return {
    store,
    ready: (): Promise<void> => {
      prepared ??= store.prepare().catch((error: unknown) => {
        prepared = null;
        throw error;
      });
      return prepared;
    },
  };
}

/**
 * Adds a deadline to every request of a store. The MongoDB driver (7.9) may never settle one: after a short write it
 * waits for `drain`, and a socket that is destroyed meanwhile emits neither that nor an error. A request that exceeds
 * its deadline fails as one with an unknown outcome. Its connection may be lost for good, so the store is replaced by a
 * newly opened one.
 */
export function createDeadlineStore(open: () => Store, deadlineMs = REQUEST_DEADLINE_MS): Store {
  let current = createConnection(open());

  const replace = (expired: typeof current): void => {
    // Other requests may have exceeded their deadlines on the same store.
    if (current !== expired) return;
    current = createConnection(open());
    expired.store.close().catch(() => undefined);
  };

  return {
    // Without a deadline: building indexes on a large collection takes minutes.
    prepare: () => current.ready(),
    execute: async (request) => {
      const connection = current;
      try {
        // Each has the whole time: a slow database must not wear out one connection after the other.
        await settleWithin(connection.ready(), deadlineMs);
        return await settleWithin(connection.store.execute(request), deadlineMs);
      } catch (error) {
        if (!(error instanceof DeadlineExceeded)) throw error;
        replace(connection);
        throw new StoreError(`no response to ${request.kind} within ${deadlineMs / 1_000} s`, true, error);
      }
    },
    watchForTask: async (onOpened, signal) => {
      const { ready, store } = current;
      await ready();
      return store.watchForTask(onOpened, signal);
    },
    close: () => current.store.close(),
  };
}
