import type { MemoryTask } from '@steadfast/master/memory-store';
import type { PlannedTask } from './plan.ts';

/** Returns the document of a valid task, as the seed program inserts it. */
function validDocumentOf({ taskId, sleepMs }: PlannedTask): MemoryTask {
  return {
    taskId,
    taskname: taskId,
    sleeptime: sleepMs / 1_000,
    state: 'created',
  };
}

/** Returns the document of a task as it is inserted, with its fault if it has one. */
export function documentOf(task: PlannedTask): MemoryTask {
  const document = validDocumentOf(task);
  switch (task.fault) {
    case null:
      return document;
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
