import type { Settle, StorePort } from '../../src/store/store-port.ts';
import type { Store } from '../../src/store/store.ts';

function promised<Result>(start: (settle: Settle<Result>) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    start((outcome) => (outcome.ok ? resolve(outcome.result) : reject(outcome.error)));
  });
}

/** Returns a store with promises instead of callbacks. */
export function promisedStore(port: StorePort): Store {
  return {
    prepare: () => promised(port.prepare),
    execute: (request) => promised((settle) => port.execute(request, settle)),
    watchForTask: (onOpened, signal) => promised((settle) => port.watchForTask(onOpened, signal, settle)),
    close: () => port.close(),
  };
}
