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
   * Waits for the next new task. Calls `set` once nothing can be missed any more; resolves when there may be a task.
   * @throws {StoreError} when this store cannot listen, or can no longer
   */
  taskWatch(set: () => void, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
