import { readJournals, type JournalEvent } from './journals.ts';
import { waitUntil } from '../wait.ts';

/** Reading all journals this rarely does not affect the measurements. */
const POLL_MS = 25;

/** Returns the start of the latest attempt of each task. */
export function latestStarts(events: readonly JournalEvent[]): JournalEvent[] {
  const latest = new Map<string, JournalEvent>();
  for (const event of events)
    if (event.event === 'started' && event.attempt > (latest.get(event.taskId)?.attempt ?? 0))
      latest.set(event.taskId, event);
  return [...latest.values()];
}

/** Waits until the task of an execution that was interrupted has been started by another slave; returns that start. */
export async function waitForRestart(
  folder: string,
  interrupted: JournalEvent,
  signal: AbortSignal,
): Promise<JournalEvent> {
  let next = interrupted;
  const found = (): boolean => {
    next = latestStarts(readJournals(folder)).find(({ taskId }) => taskId === interrupted.taskId) ?? interrupted;
    return next.attempt > interrupted.attempt;
  };
  await waitUntil(`the task of ${interrupted.host} is started by another slave`, found, { signal, pollMs: POLL_MS });
  return next;
}
