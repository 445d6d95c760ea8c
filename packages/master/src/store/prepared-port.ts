import type { StorePort } from './store-port.ts';

/**
 * Holds requests back until a store is prepared. A core can then run from the start, and release the slaves that wait for
 * it, although the database does not answer. It makes few requests until the first response.
 */
export function createPreparedPort(store: StorePort): StorePort {
  let held: (() => void)[] | null = [];
  const whenPrepared = (request: () => void): void => {
    if (held === null) request();
    else held.push(request);
  };
  return {
    ...store,
    prepare: (settle) =>
      store.prepare((outcome) => {
        const requests = outcome.ok && held !== null ? held : [];
        if (outcome.ok) held = null;
        settle(outcome);
        for (const request of requests) request();
      }),
    execute: (request, settle) => whenPrepared(() => store.execute(request, settle)),
    watchForTask: (onOpened, signal, settle) => whenPrepared(() => store.watchForTask(onOpened, signal, settle)),
  };
}
