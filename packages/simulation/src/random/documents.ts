import type { MemoryTask } from '@steadfast/master/store/memory-data';
import type { ForeignPast, PlannedTask } from './plan.ts';

/** Returns the document of a valid task, as the seed program inserts it. */
function validDocumentOf({ taskId, sleepMs }: PlannedTask): MemoryTask {
  return {
    taskId,
    taskname: taskId,
    sleeptime: sleepMs / 1_000,
    state: 'created',
  };
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
