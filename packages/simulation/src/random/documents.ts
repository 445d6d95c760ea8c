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
  }
}

/** Returns a parked document after a user has repaired it: the fault is fixed, and the mark removed. */
export function repairedDocumentOf(task: PlannedTask, { rev, history }: MemoryTask): MemoryTask {
  return {
    ...validDocumentOf(task),
    ...(rev === undefined ? {} : { rev }),
    ...(history === undefined ? {} : { history }),
  };
}
