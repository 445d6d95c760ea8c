import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';
import type { Store } from './store.ts';

/** How an operation ended: with a result, or with an error, a `StoreError` unless it is a bug. */
export type Outcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: unknown };

/** Receives the outcome of an operation. */
export type Settle<Result> = (outcome: Outcome<Result>) => void;

/**
 * A store as the drivers use it; see `Store` for the operations. Outcomes are passed to callbacks, not to promises, so
 * that a simulation decides in which order everything happens. An operation may settle at once.
 */
export interface StorePort {
  readonly prepare: (settle: Settle<void>) => void;
  readonly execute: (request: StoreRequest, settle: Settle<StoreResponse>) => void;
  readonly watchForTask: (onOpened: () => void, signal: AbortSignal, settle: Settle<void>) => void;
  readonly close: () => Promise<void>;
}

function settleWith<Result>(promise: Promise<Result>, settle: Settle<Result>): void {
  void promise.then(
    (result) => settle({ ok: true, result }),
    (error: unknown) => settle({ ok: false, error }),
  );
}

/** Returns a store for the use of drivers. */
export function portOf(store: Store): StorePort {
  return {
    prepare: (settle) => settleWith(store.prepare(), settle),
    execute: (request, settle) => settleWith(store.execute(request), settle),
    watchForTask: (onOpened, signal, settle) => settleWith(store.watchForTask(onOpened, signal), settle),
    close: () => store.close(),
  };
}
