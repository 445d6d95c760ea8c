import type { Collection } from 'mongodb';
import type { TaskRow } from './documents.ts';

/** New documents, and those whose mark was removed. */
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

/**
 * Waits for the next new task by a change stream, which is closed after one event: a million tasks inserted at once
 * ring once.
 */
export async function awaitTask(tasks: Collection<TaskRow>, set: () => void, signal: AbortSignal): Promise<void> {
  const stream = tasks.watch(NEW_WORK);
  const close = (): void => void stream.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    // The first token comes when the server has opened the cursor: from then on nothing is missed.
    stream.once('resumeTokenChanged', set);
    await stream.next();
  } finally {
    signal.removeEventListener('abort', close);
    await stream.close();
  }
}
