import { insertTasks, type MemoryData, type MemoryTask } from '../../src/store/memory-data.ts';
import type { StoreFixture } from './store-fixture.ts';

/** Returns access to the task documents of databases in memory that have the same content, for the contract tests. */
export function memoryDocuments(...databases: readonly MemoryData[]): Omit<StoreFixture, 'store' | 'rival'> {
  return {
    putControl: (document) => {
      for (const data of databases) data.control = document;
      return Promise.resolve();
    },
    put: (...documents) => {
      // Documents may have any shape, like those in a real database.
      for (const data of databases) insertTasks(data, ...(documents as MemoryTask[]));
      return Promise.resolve();
    },
    remove: (taskId) => {
      for (const { tasks } of databases) tasks.delete(taskId);
      return Promise.resolve();
    },
    refuse: (taskname) => {
      for (const { tasks } of databases)
        for (const [taskId, { refusesUpdates: _refused, ...task }] of tasks)
          tasks.set(taskId, task.taskname === taskname ? { ...task, refusesUpdates: true } : task);
      return Promise.resolve();
    },
    document: (taskId) => {
      const { refusesUpdates: _refused, ...document } = databases.at(-1)?.tasks.get(taskId) ?? {};
      return Promise.resolve('taskId' in document ? document : undefined);
    },
  };
}
