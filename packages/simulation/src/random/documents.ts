import type { MemoryTask } from '@steadfast/master/store/memory-data';
import { JOB_KIND, type JobScript } from '../world/job-script.ts';
import type { ForeignPast, PlannedJob, PlannedTask } from './plan.ts';

/** The longest back-off of a simulated task, in seconds. */
export const MAX_BACKOFF_SECONDS = 5;

function jobFields(runsMs: number, { maxAttempts, backoffMs, ...script }: PlannedJob): Partial<MemoryTask> {
  const backoff = { initial: backoffMs / 1_000, factor: 2, max: MAX_BACKOFF_SECONDS };
  const retry = { ...(maxAttempts === null ? {} : { maxAttempts }), backoff };
  return { kind: JOB_KIND, input: JSON.stringify({ runsMs, ...script } satisfies JobScript), retry };
}

/** Returns the document of a valid task, as a program inserts it. */
function validDocumentOf({ taskId, sleepMs, job, queue }: PlannedTask): MemoryTask {
  const work = job === undefined ? { sleeptime: sleepMs / 1_000 } : jobFields(sleepMs, job);
  return { taskId, taskname: taskId, ...work, ...(queue === undefined ? {} : { queue }), state: 'created' };
}

/** Returns how often a task runs if nothing disturbs it. */
export function attemptsOf({ job }: PlannedTask): number {
  return 1 + (job?.failures ?? 0);
}

/** Returns how long a task waits at most for its back-off to end, in milliseconds. */
export function backoffOf({ job }: PlannedTask): number {
  return (job?.failures ?? 0) * MAX_BACKOFF_SECONDS * 1_000;
}

/** Returns what masters of another database have written to a document. */
function foreignFields({ rev, attempt, assigned }: ForeignPast): Partial<MemoryTask> {
  const host = 'slave1';
  const placed = { event: 'task.placed', atMs: 0, epoch: 40, host, attempt, reason: null } as const;
  return {
    ...(rev === null ? {} : { rev }),
    ...(attempt === 0 ? {} : { state: assigned ? 'running' : 'killed', host, attempt, history: [placed] }),
    ...(assigned ? { assignment: { host, instance: 'elsewhere', epoch: 40, atMs: 0 } } : {}),
  };
}

/** Returns the document of a task as it is inserted, with its fault if it has one. */
export function documentOf(task: PlannedTask): MemoryTask {
  const document = validDocumentOf(task);
  switch (task.fault) {
    case null:
      return task.past === undefined ? document : { ...document, ...foreignFields(task.past) };
    case 'missing name':
      return { ...document, taskname: undefined };
    case 'negative sleep':
      return { ...document, sleeptime: -1 };
    case 'sleep is a string':
      return { ...document, sleeptime: '5' };
    case 'unknown state':
      return { ...document, state: 'pending' };
    case 'running without assignment':
      return { ...document, state: 'running' };
    case 'partial assignment':
      return { ...document, assignment: { host: 'slave1' } };
    case 'running with a partial assignment':
      return { ...document, state: 'running', attempt: 1, rev: 1, assignment: { host: 'slave1', epoch: 1 } };
    case 'forged assignment':
      return { ...document, assignment: { host: 'slave1', instance: 'slave1.1', epoch: 1, atMs: 0 } };
    case 'refuses updates':
      return { ...document, refusesUpdates: true };
  }
}

/** Returns a faulty document after a user has repaired it, with its mark removed; null while it is not parked yet. */
export function repairedDocumentOf(task: PlannedTask, document: MemoryTask): MemoryTask | null {
  const { refusesUpdates, ...accepting } = document;
  if (refusesUpdates === true) return accepting;
  if (document.parked === undefined) return null;
  const { rev, history } = document;
  return {
    ...validDocumentOf(task),
    ...(rev === undefined ? {} : { rev }),
    ...(history === undefined ? {} : { history }),
  };
}
