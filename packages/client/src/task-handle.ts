import { TaskCancelledError, TaskFailedError, TaskNotFoundError } from './errors.ts';
import type { CallOptions, Masters } from './masters.ts';
import type { TaskNews, Watcher } from './watcher.ts';

/** What became of a task that was to be cancelled: one that had `succeeded`, or was `parked` before, is not. */
export type CancelResult = 'cancelled' | 'succeeded' | 'parked';

/** Something that happened to a task. */
export interface TaskEvent {
  /** The kind of the fact in the ledger, for example `task.running`. */
  readonly kind: string;
  /** The number of the attempt; 0 if it is not about one. */
  readonly attempt: number;
  /** The slave of the attempt; empty if it is not about one. */
  readonly host: string;
  /** Why, if there is a cause. */
  readonly reason: string;
}

/** A task that was submitted. */
export interface TaskHandle<Result> {
  readonly taskId: string;
  /** Whether this call created it. False if there was one with the same key. */
  readonly isNew: boolean;
  /**
   * Returns what the task returns, as soon as it has succeeded, whichever master leads by then.
   * @throws {TaskFailedError} when it is parked
   * @throws {TaskCancelledError} when it is cancelled
   * @throws {TaskNotFoundError} when it does not exist
   */
  readonly result: (options?: { readonly signal?: AbortSignal }) => Promise<Result>;
  /** Yields what happens to the task from now on, until it has succeeded or is parked. */
  readonly events: (options?: { readonly signal?: AbortSignal }) => AsyncIterable<TaskEvent>;
  /** Cancels the task. Returns which outcome there was. */
  readonly cancel: (reason: string, options?: CallOptions) => Promise<CancelResult>;
}

/** How a task has ended: with a result, or with an error. */
type Ending = { readonly resultJson: string } | { readonly error: Error };

function parkedEnding(taskId: string, reason: string, cancelled: boolean): Ending {
  return { error: cancelled ? new TaskCancelledError(taskId, reason) : new TaskFailedError(taskId, reason) };
}

/** Returns how a task has ended according to some news; null if it has not. */
function endingOf(taskId: string, news: TaskNews): Ending | null {
  switch (news.kind) {
    case 'not found':
      return { error: new TaskNotFoundError(taskId) };
    case 'state':
      if (news.state === 'success') return { resultJson: news.resultJson };
      return news.parked === null ? null : parkedEnding(taskId, news.parked.reason, news.parked.cancelled);
    case 'change': {
      const { kind, reason, resultJson } = news.change;
      if (kind === 'task.success') return { resultJson };
      if (kind === 'task.cancelled') return parkedEnding(taskId, reason, true);
      return kind === 'task.parked' ? parkedEnding(taskId, reason, false) : null;
    }
  }
}

function parseResult(resultJson: string): unknown {
  return resultJson === '' ? undefined : JSON.parse(resultJson);
}

const CANCEL_RESULTS: Readonly<Record<string, CancelResult>> = {
  CANCEL_OUTCOME_CANCELLED: 'cancelled',
  CANCEL_OUTCOME_SUCCEEDED: 'succeeded',
  CANCEL_OUTCOME_PARKED: 'parked',
};

/** What handles are created with. */
export interface HandleContext {
  readonly masters: Masters;
  readonly watcher: Watcher;
}

function awaitEnding(watcher: Watcher, taskId: string, signal: AbortSignal | undefined): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      forget();
      reject(signal?.reason as Error);
    };
    const forget = watcher.watch(taskId, (news) => {
      const ending = endingOf(taskId, news);
      if (ending === null) return;
      forget();
      signal?.removeEventListener('abort', abort);
      resolve(ending);
    });
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Yields events as they come. The queue holds what the caller has not read yet: a task has a bounded number of facts. */
async function* streamEvents(watcher: Watcher, taskId: string, signal?: AbortSignal): AsyncGenerator<TaskEvent> {
  const queue: TaskEvent[] = [];
  let ended = false;
  let wake = Promise.withResolvers<void>();
  const forget = watcher.watch(taskId, (news) => {
    if (news.kind === 'change') {
      const { kind, attempt, host, reason } = news.change;
      queue.push({ kind, attempt, host, reason });
    }
    ended ||= endingOf(taskId, news) !== null;
    wake.resolve();
  });
  const abort = (): void => wake.resolve();
  signal?.addEventListener('abort', abort);
  try {
    while (true) {
      signal?.throwIfAborted();
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) yield event;
      if (ended) return;
      await wake.promise;
      wake = Promise.withResolvers();
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    forget();
  }
}

/** Creates the handle of a task. */
export function createHandle<Result>(
  { masters, watcher }: HandleContext,
  taskId: string,
  isNew: boolean,
): TaskHandle<Result> {
  return {
    taskId,
    isNew,
    result: async ({ signal } = {}) => {
      const ending = await awaitEnding(watcher, taskId, signal);
      if ('error' in ending) throw ending.error;
      return parseResult(ending.resultJson) as Result;
    },
    events: ({ signal } = {}) => streamEvents(watcher, taskId, signal),
    cancel: async (reason, options) => {
      const { outcome } = await masters.call<{ readonly outcome: string }>(
        (client, deadline, callback) => client.cancel({ taskId, reason }, deadline, callback),
        options,
      );
      const result = CANCEL_RESULTS[outcome];
      if (result === undefined) throw new Error(`the master answered Cancel with ${outcome}`);
      return result;
    },
  };
}
