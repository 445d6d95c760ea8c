import type { Mutant } from '../mutant.ts';

const TASK_DOCUMENT = 'packages/master/src/core/leader/task-document.ts';
const TASK_LIFECYCLE = 'packages/master/src/core/leader/task-lifecycle.ts';
const WINDOW = 'packages/master/src/core/leader/ready-queue.ts';

/** Slips in what a master reads of the documents, and in what it keeps in memory. */
export const READY_QUEUE_MUTANTS: readonly Mutant[] = [
  {
    name: 'memory-not-asked',
    change: 'A document is believed although its task is in memory',
    consequence: 'a task that is assigned is placed again',
    file: TASK_LIFECYCLE,
    replace: [['tasks.has(taskId) || readyQueue.departed.has(taskId)', 'readyQueue.departed.has(taskId)']],
  },
  {
    name: 'departed-not-asked',
    change: 'A document is believed although its task left the memory while it was being read',
    consequence: 'a task that has succeeded is placed again',
    file: TASK_LIFECYCLE,
    replace: [['tasks.has(taskId) || readyQueue.departed.has(taskId)', 'tasks.has(taskId)']],
  },
  {
    name: 'departed-never-cleared',
    change: 'What left the memory while documents were being read is remembered for ever',
    consequence: 'the memory grows, and a document that was mended is never believed again',
    file: WINDOW,
    replace: [['readyQueue.departed.clear();', '']],
  },
  {
    name: 'forgotten-too-early',
    change: 'A task leaves the memory after any write to its document, although more has happened to it',
    consequence: 'its document is believed while it is behind',
    file: TASK_LIFECYCLE,
    replace: [['task.unprojected -= facts;', 'task.unprojected = 0;']],
  },
  {
    name: 'settled-tasks-kept',
    change: 'A write to a document counts as one fact, however many it covered',
    consequence: 'tasks that have succeeded stay in memory for ever',
    file: TASK_LIFECYCLE,
    replace: [['task.unprojected -= facts;', 'task.unprojected -= 1;']],
  },
  {
    name: 'window-without-bound',
    change: 'Runnable tasks are read into memory however many are there already',
    consequence: 'the memory grows with the collection',
    file: WINDOW,
    replace: [
      [
        'if (readyQueue.reading || readyCount(readyQueue) >= LOW_WATER) return Infinity;',
        'if (readyQueue.reading) return Infinity;',
      ],
    ],
  },
  {
    name: 'killed-never-read',
    change: 'Tasks in state killed are not read from their documents',
    consequence: 'a task that was killed before the master died is never placed again',
    file: WINDOW,
    replace: [
      [`  cursor: { state: 'killed', after: null },`, `  cursor: { state: 'created', after: null },`],
      [
        `readyQueue.cursor = { state: 'killed', after: null };`,
        `readyQueue.cursor = { state: 'created', after: null };`,
      ],
    ],
  },
  {
    name: 'negative-sleep-placed',
    change: 'A task that is to sleep for less than nothing counts as valid',
    consequence: 'it is placed and declined for ever',
    file: TASK_DOCUMENT,
    replace: [[`typeof sleeptime === 'number' && sleeptime >= 0 && `, `typeof sleeptime === 'number' && `]],
  },
  {
    name: 'foreign-assignment-believed',
    change: 'A new task that somebody gave an assignment is taken for a runnable one',
    consequence: 'a task is placed that is assigned already',
    file: TASK_LIFECYCLE,
    replace: [
      [
        `else if (parsed.task.assignment !== null)
      park(leadership, context, document, 'it is assigned, but not by a master');`,
        '',
      ],
    ],
  },
];
