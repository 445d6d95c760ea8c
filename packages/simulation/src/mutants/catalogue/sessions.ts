import type { Mutant } from '../mutant.ts';

const REPORTS = 'packages/master/src/core/leader/reports.ts';
const SESSIONS = 'packages/master/src/core/leader/sessions.ts';
const TASK_INDEX = 'packages/master/src/core/leader/task-index.ts';

/** Slips in what a master makes of reports and of the sessions that they come over. */
export const SESSION_MUTANTS: readonly Mutant[] = [
  {
    name: 'no-attempt-check',
    change: 'A report is accepted whatever its attempt number',
    consequence: 'the late report of an old attempt makes a success of an attempt that has not finished',
    file: SESSIONS,
    replace: [
      [
        'task?.taskId === report.taskId && task.attempt === report.attempt && task.assignment',
        'task?.taskId === report.taskId && task.assignment',
      ],
    ],
  },
  {
    name: 'instance-not-checked',
    change: 'A report is accepted from any slave of the same name',
    consequence: 'a second slave of a name takes over an attempt that it was never given',
    file: SESSIONS,
    replace: [
      [
        ' && task.attempt === report.attempt && task.assignment.instance === instance',
        ' && task.attempt === report.attempt',
      ],
    ],
  },
  {
    name: 'anybody-is-believed',
    change: 'A report is accepted whoever sends it',
    consequence: 'a slave makes a success of what another one runs',
    file: SESSIONS,
    replace: [
      [
        `const task = taskOn(leadership, host);
  const current`,
        `const task = taskOn(leadership, leadership.tasks.get(report.taskId)?.assignment?.host ?? host);
  const current`,
      ],
      [
        ' && task.attempt === report.attempt && task.assignment.instance === instance',
        ' && task.attempt === report.attempt',
      ],
    ],
  },
  {
    name: 'killed-overwritten',
    change: 'A report is accepted from the last slave of a task, although the task was taken from it',
    consequence: 'a task that was killed becomes running, or a success, without having been placed',
    file: SESSIONS,
    replace: [
      [
        `const task = taskOn(leadership, host);
  const current`,
        `const known = leadership.tasks.get(report.taskId);
  const task = known?.host === host ? (known as HeldTask) : undefined;
  const current`,
      ],
      [
        ' && task.attempt === report.attempt && task.assignment.instance === instance',
        ' && task.attempt === report.attempt',
      ],
    ],
  },
  {
    name: 'killed-acknowledged',
    change: 'The late report of the last attempt is acknowledged whatever became of that attempt',
    consequence: 'a report is acknowledged whose attempt was killed',
    file: REPORTS,
    replace: [[`known.state === 'success' && known.attempt === report.attempt`, 'known.attempt === report.attempt']],
  },
  {
    name: 'other-attempt-acknowledged',
    change: 'A report is acknowledged when any attempt of its task is the recorded success',
    consequence: 'a report is acknowledged whose attempt was killed',
    file: REPORTS,
    replace: [[`known.state === 'success' && known.attempt === report.attempt`, `known.state === 'success'`]],
  },
  {
    name: 'report-looked-up-too-early',
    change: 'A repeated report is looked up in a document that is still behind',
    consequence: 'a slave is told to drop a report that is the recorded success',
    file: REPORTS,
    replace: [['if (known !== undefined) {', 'if (known !== undefined && known.unprojected === 0) {']],
  },
  {
    name: 'unknown-report-refused',
    change: 'A report about a task that is not in memory is refused without being looked up',
    consequence: 'a slave is told to drop a report that is the recorded success',
    file: REPORTS,
    replace: [
      [
        `slave.lookups += 1;
  const { taskId, attempt } = report;
  requestStore(context, { kind: 'read.report', session: slave.session, taskId, attempt });`,
        'answerReport(leadership, context, slave, report, false);',
      ],
    ],
  },
  {
    name: 'unknown-report-acknowledged',
    change: 'A report about a task that is not in memory is acknowledged without being looked up',
    consequence: 'a report is acknowledged whose attempt was killed',
    file: REPORTS,
    replace: [
      [
        `slave.lookups += 1;
  const { taskId, attempt } = report;
  requestStore(context, { kind: 'read.report', session: slave.session, taskId, attempt });`,
        'answerReport(leadership, context, slave, report, true);',
      ],
    ],
  },
  {
    name: 'replaced-session-kills',
    change: 'When a slave replaces its own session by a newer one, the end of the older is taken for its loss',
    consequence: 'its task is taken from it, and it works on without having joined',
    file: SESSIONS,
    replace: [
      [
        'leadership.hosts.delete(current.session);',
        `sessionClosed(leadership, context, current.session, 'it was replaced');`,
      ],
    ],
  },
  {
    name: 'duplicate-throws-out-the-living',
    change: 'A second slave of the same name replaces the first, as if it were the same',
    consequence: 'the two take the place from each other for ever, and neither has joined',
    file: SESSIONS,
    replace: [['if (current !== undefined && current.instance !== instance) {', 'if (current?.session === session) {']],
  },
  {
    name: 'lost-slave-keeps-its-task',
    change: 'The end of a session does not take the task from its slave',
    consequence: 'the task of a slave that never comes back never ends',
    file: SESSIONS,
    replace: [['releaseTask(leadership, context, slave, why);', '']],
  },
  {
    name: 'given-up-not-heard',
    change: 'A slave that gives up what it ran is not heard',
    consequence: 'a task whose end could not be proven stays running for ever, on a slave that is idle',
    file: REPORTS,
    replace: [['if (task !== null) revoke(leadership, context, task, `${slave.host} gave it up`);', '']],
  },
  {
    name: 'two-tasks-on-one-slave',
    change: 'A slave stays idle when a task is placed on it',
    consequence: 'one slave is responsible for two tasks, and when it is lost one of them is forgotten',
    file: TASK_INDEX,
    replace: [[`const host = leftHost ?? ('host' in phase ? phase.host : null);`, 'const host = leftHost;']],
  },
  {
    name: 'responsible-slave-is-idle',
    change: 'A slave that comes back with its task counts as idle',
    consequence: 'one slave is responsible for two tasks, and when it is lost one of them is forgotten',
    file: TASK_INDEX,
    replace: [['slave.restsUntilMs <= nowMs && !assigned.has(host)', 'slave.restsUntilMs <= nowMs']],
  },
  {
    name: 'leaving-slave-given-tasks',
    change: 'A slave that said that it leaves is still given tasks',
    consequence: 'a task is placed on a slave that was known to be leaving',
    file: TASK_INDEX,
    replace: [['!slave.leaving && ', '']],
  },
  {
    name: 'idle-not-refreshed',
    change: 'A slave that finished its task is not made idle again',
    consequence: 'each slave does one task in a session, and the rest is never done',
    file: TASK_INDEX,
    replace: [
      [
        `const host = leftHost ?? ('host' in phase ? phase.host : null);`,
        `const host = 'host' in phase ? phase.host : null;`,
      ],
    ],
  },
];
