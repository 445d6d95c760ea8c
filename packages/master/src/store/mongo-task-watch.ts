import type { Collection } from 'mongodb';
import type { TaskRow } from './documents.ts';

/** Inserted or replaced documents, and those that lost their `parked` mark. */
const NEW_TASK_EVENTS = [
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

/**
 * Waits for the next new task on a change stream. The stream is closed after one event, so that inserting a million
 * tasks at once causes one wake-up.
 */
export async function waitForNewTask(
  tasks: Collection<TaskRow>,
  onOpened: () => void,
  signal: AbortSignal,
): Promise<void> {
  const stream = tasks.watch(NEW_TASK_EVENTS);
  const close = (): void => void stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    // The first resume token arrives once the server has opened the cursor: no later change can be missed.
    stream.once('resumeTokenChanged', onOpened);
    await stream.next();
  } finally {
    signal.removeEventListener('abort', close);
    await stream.close();
  }
}
