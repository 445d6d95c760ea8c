import type { Mutant } from '../mutant.ts';

const READY_QUEUE = 'packages/master/src/core/leader/ready-queue.ts';
const TASK_SPEC = 'packages/master/src/core/leader/task-spec.ts';
const TASK_LIFECYCLE = 'packages/master/src/core/leader/task-lifecycle.ts';

/** Bugs in reading runnable tasks from documents, and in keeping them in memory. */
export const READY_QUEUE_MUTANTS: readonly Mutant[] = [
  {
    name: 'tasks-in-memory-not-checked',
    change: 'A document is trusted although its task is in memory',
    consequence: 'an assigned task is placed again',
    file: TASK_LIFECYCLE,
    replace: [['tasks.has(taskId) || readyQueue.departed.has(taskId)', 'readyQueue.departed.has(taskId)']],
  },
  {
    name: 'departed-tasks-not-checked',
    change: 'A document is trusted although its task left the memory while the document was being read',
    consequence: 'a task that has succeeded is placed again',
    file: TASK_LIFECYCLE,
    replace: [['tasks.has(taskId) || readyQueue.departed.has(taskId)', 'tasks.has(taskId)']],
  },
  {
    name: 'departed-never-cleared',
    change: 'Tasks that left the memory during a read are remembered forever',
    consequence: 'memory grows, and a repaired document is never trusted again',
    file: READY_QUEUE,
    replace: [['readyQueue.departed.clear();', '']],
  },
  {
    name: 'forgotten-too-early',
    change: 'A task leaves the memory after any update of its document, although there are newer facts about it',
    consequence: 'its document is trusted while it is behind the ledger',
    file: TASK_LIFECYCLE,
    replace: [['task.unprojected -= facts;', 'task.unprojected = 0;']],
  },
  {
    name: 'settled-tasks-kept',
    change: 'An update counts as one fact, however many facts it covers',
    consequence: 'tasks that have succeeded stay in memory forever',
    file: TASK_LIFECYCLE,
    replace: [['task.unprojected -= facts;', 'task.unprojected -= 1;']],
  },
  {
    name: 'ready-queue-unbounded',
    change: 'Runnable tasks are read into memory without a limit',
    consequence: 'memory grows with the size of the collection',
    file: READY_QUEUE,
    replace: [
      [`if (opened && !starved && isFilled(state === 'killed' ? retries : fresh, readyQueue)) return Infinity;`, ''],
    ],
  },
  {
    name: 'killed-never-read',
    change: 'Documents in state killed are never read',
    consequence: 'a task that was killed before its master crashed is never placed again',
    file: READY_QUEUE,
    replace: [[`return { kind: 'read.runnable', state, `, `return { kind: 'read.runnable', state: 'created', `]],
  },
  {
    name: 'retries-always-first',
    change: 'Killed tasks are always placed before those that were never placed',
    consequence: 'tasks that outlive every slave keep all others from ever starting',
    file: READY_QUEUE,
    replace: [
      [`(ability.turn === 'retries' || other === undefined)`, `(ability.turn !== undefined || other === undefined)`],
    ],
  },
  {
    name: 'fresh-always-first',
    change: 'Tasks that were never placed are always placed before killed ones',
    consequence: 'a killed task is not rerun while new tasks arrive',
    file: READY_QUEUE,
    replace: [[`(ability.turn === 'retries' || other === undefined)`, `other === undefined`]],
  },
  {
    name: 'last-killed-first',
    change: 'Of the killed tasks, the one that was killed last is placed first',
    consequence: 'a task that is killed repeatedly overtakes one that waits',
    file: READY_QUEUE,
    replace: [[`[retries.values().find(isRunnable), `, `[[...retries].findLast(isRunnable), `]],
  },
  {
    name: 'retries-crowd-out-fresh',
    change: 'Tasks that were never placed are not read while killed ones wait',
    consequence: 'tasks that outlive every slave keep those in the database from ever starting',
    file: READY_QUEUE,
    replace: [
      [
        `isFilled(state === 'killed' ? retries : fresh, readyQueue)`,
        `(state === 'created' && retries.size > 0 ? true : isFilled(state === 'killed' ? retries : fresh, readyQueue))`,
      ],
    ],
  },
  {
    name: 'full-window-keeps-first-page-out',
    change: 'The first page of an epoch is not read while its window is full of tasks that were revoked before',
    consequence: 'nothing is ever placed, since that waits for the first page',
    file: READY_QUEUE,
    replace: [['if (opened && !starved && isFilled(', 'if (!starved && isFilled(']],
  },
  {
    name: 'negative-sleep-placed',
    change: 'A negative sleep time counts as valid',
    consequence: 'the task is placed and declined forever',
    file: TASK_SPEC,
    replace: [['inRange(sleeptime, 0, MAX_SLEEP_SECONDS)', 'inRange(sleeptime, -1_000, MAX_SLEEP_SECONDS)']],
  },
  {
    name: 'forged-assignment-trusted',
    change: 'A new task with a forged assignment in its document counts as runnable',
    consequence: 'a task is placed that is assigned already',
    file: TASK_LIFECYCLE,
    replace: [
      [
        `else if (parsed.task.assignment !== null)
      park(leadership, context, document, 'its assignment was not made by a master');`,
        '',
      ],
    ],
  },
  {
    name: 'strays-never-read',
    change: 'Documents in an unknown state, or running without an assignment, are never looked for',
    consequence: 'a task with a mistake in its document is never parked, so no user learns of it',
    file: READY_QUEUE,
    replace: [['nowMs >= readyQueue.sweepDueMs', 'nowMs < 0']],
  },
  {
    name: 'running-stray-ready',
    change: 'A document that is running without an assignment is taken for a runnable one',
    consequence: 'a task is placed from a state in which that is illegal',
    file: TASK_LIFECYCLE,
    replace: [
      [
        `else if (parsed.task.state === 'running')
      park(leadership, context, document, 'its state is running, but no slave is responsible for it');`,
        '',
      ],
    ],
  },
];
