import type { StoreRequest, StoreResponse } from '../core/store-requests.ts';

/** A store operation failed for a reason outside this program. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  /** Whether a retry may succeed; if not, an operator has to intervene. */
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
  }
}

/**
 * Stores the ledger, the task documents and the control document.
 *
 * Requests are idempotent. While a request has no response it is unknown whether it was executed; repeating it is safe.
 */
export interface Store {
  /**
   * Creates what the requests rely on, such as indexes. Must succeed once before any other call.
   * @throws {StoreError} when it fails
   */
  prepare(): Promise<void>;
  /**
   * Executes a request.
   * @throws {StoreError} when it failed, or when it is unknown whether it succeeded
   */
  execute(request: StoreRequest): Promise<StoreResponse>;
  /**
   * Watches for the next new task. Calls `onOpened` once no later insertion can be missed; resolves when there may be a
   * new task, or when the signal aborts.
   * @throws {StoreError} when the watch cannot be opened, or breaks
   */
  watchForTask(onOpened: () => void, signal: AbortSignal): Promise<void>;
  /** Closes the connections. */
  close(): Promise<void>;
}
