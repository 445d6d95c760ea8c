import type { Mutant } from '../mutant.ts';

const MASTER = 'packages/master/src/core';
const TASK_LIFECYCLE = `${MASTER}/leader/task-lifecycle.ts`;
const ATTEMPT_LIFECYCLE = 'packages/slave/src/core/attempt-lifecycle.ts';

/** Bugs in tasks that do more than sleep: failures, retries, results, and jobs that take a while to end. */
export const WORK_MUTANTS: readonly Mutant[] = [
  {
    name: 'failure-is-success',
    change: 'The report of a failed attempt is recorded as the success of its task',
    consequence: 'a task that never succeeded is done',
    file: `${MASTER}/leader/reports.ts`,
    replace: [
      ["return report.kind === 'finished'\n", "return report.kind === 'finished' || report.kind === 'failed'\n"],
    ],
  },
  {
    name: 'failure-reported-as-success',
    change: 'A slave reports a failed attempt as finished',
    consequence: 'a task that never succeeded is done',
    file: ATTEMPT_LIFECYCLE,
    replace: [
      [
        "return { kind: 'failed', taskId, attempt, reason: event.reason, permanent: event.permanent };",
        "return { kind: 'finished', taskId, attempt };",
      ],
    ],
  },
  {
    name: 'result-forgotten',
    change: 'A success is recorded without the result of the attempt',
    consequence: 'programs that await the task get nothing',
    file: TASK_LIFECYCLE,
    replace: [['[result === undefined ? fact : { ...fact, result }]', '[fact]']],
  },
  {
    name: 'permanent-failure-retried',
    change: 'A task that failed permanently is tried again',
    consequence: 'it fails repeatedly',
    file: TASK_LIFECYCLE,
    replace: [['const retryAtMs = permanent || exhausted ?', 'const retryAtMs = exhausted ?']],
  },
  {
    name: 'attempts-unlimited',
    change: 'A task that has failed as often as it may is tried again',
    consequence: 'a poison task is never set aside',
    file: TASK_LIFECYCLE,
    replace: [
      [
        'retry.maxAttempts !== null && failures >= retry.maxAttempts',
        'retry.maxAttempts !== null && failures > retry.maxAttempts',
      ],
    ],
  },
  {
    name: 'kills-not-counted',
    change: 'Attempts that were killed do not count as failures',
    consequence: 'a task that kills its slave is never set aside',
    file: TASK_LIFECYCLE,
    replace: [['return countsFailures(task) ? {', 'return countsFailures(task) && task.failures > 1_000_000 ? {']],
  },
  {
    name: 'no-back-off',
    change: 'A task that failed is placed again at once',
    consequence: 'a task that cannot succeed at the moment keeps slaves busy',
    file: TASK_LIFECYCLE,
    replace: [
      ['permanent || exhausted ? null : context.wallMs + waitMs;', 'permanent || exhausted ? null : context.wallMs;'],
    ],
  },
  {
    name: 'back-off-not-awaited',
    change: 'Tasks are read although they are not to be placed yet',
    consequence: 'a task that cannot succeed at the moment keeps slaves busy',
    file: `${MASTER}/leader/ready-queue.ts`,
    replace: [['const due = { nowMs: wallMs, doubted', 'const due = { nowMs: wallMs + 3_600_000, doubted']],
  },
  {
    name: 'wrong-clock-believed',
    change: 'A back-off that ends in years is awaited',
    consequence: 'one master with a wrong clock sets tasks aside forever',
    file: `${MASTER}/leader/ready-queue.ts`,
    replace: [["doubtedMs: state === 'killed' ? wallMs + DOUBTED_MS : null", 'doubtedMs: null']],
  },
  {
    name: 'next-starts-before-the-job-has-ended',
    change: 'A slave starts the next attempt while the aborted job is still ending',
    consequence: 'a slave runs two tasks at a time',
    file: 'packages/slave/src/core/state.ts',
    replace: [
      [
        'return running !== null || stopping !== null;',
        'return running !== null || (stopping !== null && running !== null);',
      ],
    ],
  },
  {
    name: 'kept-reports-not-declared',
    change: 'A slave does not say which reports its earlier processes have left',
    consequence: 'tasks that had ended are run again',
    file: 'packages/slave/src/core/session.ts',
    replace: [['    ...keptAttempts(state),\n', '']],
    test: 'packages/slave/test/jobs.test.ts',
  },
  {
    name: 'successor-refused',
    change: 'The name of an awaited slave is reserved against its next process, too',
    consequence: 'tasks that had ended are run again, because their reports come too late',
    file: `${MASTER}/leader/sessions.ts`,
    replace: [['own.has(assignment.instance)', 'assignment.instance === instance']],
    test: 'packages/master/test/core/work.test.ts',
  },
  {
    name: 'any-slave-will-do',
    change: 'A task is placed on a slave that cannot run it',
    consequence: 'the slave declines it, and rests',
    file: `${MASTER}/leader/ability.ts`,
    replace: [['queues.has(queue) && kinds.has(kind)', 'queues.size > 0 && kinds.has(kind)']],
  },
  {
    name: 'recalled-for-a-slave-that-cannot-run-it',
    change: 'A task is recalled for an idle slave that cannot run it',
    consequence: 'it loses its place, and gains nothing',
    file: `${MASTER}/leader/recall.ts`,
    replace: [['waitingOn(leadership, host).filter((task) => canRun(ability, task))', 'waitingOn(leadership, host)']],
    test: 'packages/master/test/core/work.test.ts',
  },
  {
    name: 'left-out-tasks-not-read',
    change: 'Tasks that nobody could run are not read again when a slave joins that can',
    consequence: 'they wait until their page is read by chance',
    file: `${MASTER}/leader/abilities.ts`,
    replace: [['  if (isNew) readAgain(readyQueue);\n', '']],
    test: 'packages/master/test/core/work.test.ts',
  },
  {
    name: 'unserved-tasks-stay',
    change: 'Tasks that no slave can run any more stay in the ready queue',
    consequence: 'they fill the queue, and the others are not read',
    file: `${MASTER}/leader/task-lifecycle.ts`,
    replace: [['if (task === undefined || isServed(leadership, task)) continue;', 'if (task !== undefined) continue;']],
    test: 'packages/master/test/core/work.test.ts',
  },
  {
    name: 'aborted-job-blocks',
    change: 'A slave does not notice that an aborted job has ended',
    consequence: 'it never starts anything again',
    file: ATTEMPT_LIFECYCLE,
    replace: [['  state.stopping = null;\n', '']],
  },
];
