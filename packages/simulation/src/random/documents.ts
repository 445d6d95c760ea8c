import type { MemoryTask } from '@steadfast/master/memory-store';
import type { PlannedTask } from './plan.ts';

/** The document of a valid task, as the seed inserts it. */
function validDocument({ taskId, sleepMs }: PlannedTask): MemoryTask {
  return {
    taskId,
    taskname: taskId,
    sleeptime: sleepMs / 1_000,
    state: 'created',
  };
}

/** The document of a task, with its fault if it has one. */
export function documentOf(task: PlannedTask): MemoryTask {
  const document = validDocument(task);
  switch (task.fault) {
    case null:
      return document;
    case 'no name':
      return { ...document, taskname: undefined };
    case 'negative sleep':
      return { ...document, sleeptime: -1 };
    case 'sleep is a text':
      return { ...document, sleeptime: '5' };
    case 'half an assignment':
      return { ...document, assignment: { host: 'slave1' } };
    case 'assigned by nobody':
      return { ...document, assignment: { host: 'slave1', instance: 'slave1.1', epoch: 1, atMs: 0 } };
  }
}

/** A document as somebody mends it, once it was set aside: what was wrong is put right, and the mark is removed. */
export function repairedDocumentOf(task: PlannedTask, { rev, history }: MemoryTask): MemoryTask {
  return {
    ...validDocument(task),
    ...(rev === undefined ? {} : { rev }),
    ...(history === undefined ? {} : { history }),
  };
}
