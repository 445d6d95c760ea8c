import { setTimeout as delay } from 'node:timers/promises';
import type { Collection } from 'mongodb';
import type { TaskRow } from './documents.ts';
import type { Watcher } from './store.ts';

/** A change stream that ended is opened again after so long, in milliseconds; meanwhile the core polls. */
const REOPEN_MS = 2_000;

/** New documents, and those whose mark was removed or whose state was set back by hand. */
const NEW_WORK = [
  {
    $match: {
      $or: [
        { operationType: { $in: ['insert', 'replace'] } },
        { operationType: 'update', 'updateDescription.removedFields': 'parked' },
      ],
    },
  },
  { $project: { _id: 1 } },
];

/** Follows one change stream until it ends or the signal aborts. */
const follow = async (tasks: Collection<TaskRow>, watcher: Watcher, signal: AbortSignal): Promise<void> => {
  const stream = tasks.watch(NEW_WORK);
  const close = (): void => void stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    // The first look opens the cursor; only then nothing is missed.
    await stream.tryNext();
    watcher.watching(true);
    while ((await stream.hasNext()) && (await stream.next())) watcher.hint();
  } finally {
    signal.removeEventListener('abort', close);
    watcher.watching(false);
    await stream.close();
  }
};

/** Hints at new tasks by a change stream, where the server has one. Ends when the signal aborts. */
export const watchTasks = async (tasks: Collection<TaskRow>, watcher: Watcher, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    // A stand-alone server has no change streams, and a lost connection ends one: the core polls then.
    await follow(tasks, watcher, signal).catch(() => undefined);
    await delay(REOPEN_MS, undefined, { signal }).catch(() => undefined);
  }
};
