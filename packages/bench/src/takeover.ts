import { readJournals, type Moment } from './journals.ts';
import { until } from './wait.ts';

/** Journals are read so often while waiting, in milliseconds: seldom enough not to disturb what is measured. */
const LOOK_MS = 25;

/** The start of the latest attempt of each task. */
export function latestStarts(moments: readonly Moment[]): Moment[] {
  const latest = new Map<string, Moment>();
  for (const moment of moments)
    if (moment.event === 'started' && moment.attempt > (latest.get(moment.taskId)?.attempt ?? 0))
      latest.set(moment.taskId, moment);
  return [...latest.values()];
}

/** Waits until the task of an execution that was stopped has been started elsewhere; gives that start. */
export async function startedElsewhere(folder: string, stopped: Moment, signal: AbortSignal): Promise<Moment> {
  let next = stopped;
  const found = (): boolean => {
    next = latestStarts(readJournals(folder)).find(({ taskId }) => taskId === stopped.taskId) ?? stopped;
    return next.attempt > stopped.attempt;
  };
  await until(`the task of ${stopped.host} is started elsewhere`, found, { signal, everyMs: LOOK_MS });
  return next;
}
