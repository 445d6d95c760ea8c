import type { StoreRequest, StoreResponse } from '../core/events.ts';

/** What the store could not do for reasons outside this program. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Whether it may work later. If not, a person has to mend something. */
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
  }
}

/**
 * Where the truth is kept.
 *
 * `perform` answers one request of the core. Whatever went wrong, the same request may be made again, and until it has
 * been answered it is unknown whether it was carried out: a repetition changes nothing that was done already.
 */
export interface Store {
  /** Makes what the requests rely on, such as indexes. Must be called once before anything else. */
  prepare(): Promise<void>;
  /**
   * Carries out a request.
   * @throws {StoreError} when it did not work, or when it is unknown whether it did
   */
  perform(request: StoreRequest): Promise<StoreResponse>;
  /**
   * Calls `hint` when there may be new tasks, and `watching` with whether it is able to, until aborted.
   */
  watch(watcher: Watcher, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Who wants to hear of new tasks. */
export interface Watcher {
  readonly hint: () => void;
  readonly watching: (watching: boolean) => void;
}
