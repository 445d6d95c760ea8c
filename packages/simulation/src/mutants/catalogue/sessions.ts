import type { Mutant } from '../mutant.ts';

const CODEC = 'packages/protocol/src/codec.ts';
const INSTANCE_PROOF = 'packages/protocol/src/instance-proof.ts';
const REPORTS = 'packages/master/src/core/leader/reports.ts';
const SESSIONS = 'packages/master/src/core/leader/sessions.ts';
const TASK_INDEX = 'packages/master/src/core/leader/task-index.ts';

/** Bugs in the handling of sessions and of the reports that arrive over them. */
export const SESSION_MUTANTS: readonly Mutant[] = [
  {
    name: 'awaited-name-not-reserved',
    change: 'A slave may take the name of another one that is awaited with its task',
    consequence: 'a running task is started again, because a slave with the same name was faster',
    file: SESSIONS,
    replace: [['(phase.untilMs - nowMs) < NAME_RESERVATION_MS', '(phase.untilMs - nowMs) < 0']],
  },
  {
    name: 'no-attempt-check',
    change: 'A report is accepted regardless of its attempt number',
    consequence: 'a late report of an old attempt records the success of an attempt that has not finished',
    file: SESSIONS,
    replace: [
      [
        'task.attempt === report.attempt && task.assignment.instance === instance',
        'task.assignment.instance === instance',
      ],
    ],
  },
  {
    name: 'instance-not-checked',
    change: 'A report is accepted from any slave with the right name',
    consequence: 'a second slave with the same name takes over an attempt that it was never assigned',
    file: SESSIONS,
    replace: [
      ['task.attempt === report.attempt && task.assignment.instance === instance', 'task.attempt === report.attempt'],
    ],
  },
  {
    name: 'reporter-not-checked',
    change: 'A report is accepted from any slave',
    consequence: 'a slave reports the success of an attempt that another slave runs',
    file: SESSIONS,
    replace: [
      ['!isHeld(task) || task.phase.host !== slave.host', '!isHeld(task)'],
      [
        'task.attempt === report.attempt && task.assignment.instance === instance ? task',
        'task.attempt === report.attempt ? task',
      ],
    ],
  },
  {
    name: 'killed-overwritten',
    change: 'A report is accepted from the last slave of a task, although the task was revoked',
    consequence: 'a killed task becomes running or successful without a new placement',
    file: SESSIONS,
    replace: [
      ['!isHeld(task) || task.phase.host !== slave.host', 'task?.host !== slave.host'],
      [
        'task.attempt === report.attempt && task.assignment.instance === instance ? task',
        'task.attempt === report.attempt ? (task as HeldTask)',
      ],
    ],
  },
  {
    name: 'instance-not-verified',
    change: 'A slave need not prove that the instance in its Register is its own',
    consequence: 'a peer that has read the ledger takes the place of a slave, and has its task recorded as a success',
    file: CODEC,
    replace: [['verifyInstance(raw);', '']],
  },
  {
    name: 'any-secret-accepted',
    change: 'The secret in Register is not compared with the instance that it must belong to',
    consequence: 'a peer that has read the ledger takes the place of a slave, and has its task recorded as a success',
    file: INSTANCE_PROOF,
    replace: [['if (instanceOf(secret) === instance) return;', 'return;']],
  },
  {
    name: 'killed-acknowledged',
    change: 'A late report of the last attempt is acknowledged even if that attempt was killed',
    consequence: 'a report of a killed attempt is acknowledged',
    file: REPORTS,
    replace: [[`known.state === 'success' && known.attempt === report.attempt`, 'known.attempt === report.attempt']],
  },
  {
    name: 'other-attempt-acknowledged',
    change: 'A report is acknowledged when any attempt of its task has succeeded',
    consequence: 'a report of a killed attempt is acknowledged',
    file: REPORTS,
    replace: [[`known.state === 'success' && known.attempt === report.attempt`, `known.state === 'success'`]],
  },
  {
    name: 'report-looked-up-too-early',
    change: 'A repeated report is looked up in a document that is behind the ledger',
    consequence: 'a slave is told to drop the report of a recorded success',
    file: REPORTS,
    replace: [['if (known !== undefined) {', 'if (known !== undefined && known.unprojected === 0) {']],
  },
  {
    name: 'unknown-report-refused',
    change: 'A report about a task that is not in memory is refused without a lookup',
    consequence: 'a slave is told to drop the report of a recorded success',
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
    change: 'A report about a task that is not in memory is acknowledged without a lookup',
    consequence: 'a report of a killed attempt is acknowledged',
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
    name: 'replaced-session-is-loss',
    change: 'When a slave replaces its own session by a newer one, the end of the old session counts as its loss',
    consequence: 'its task is revoked, and it keeps working without having joined',
    file: SESSIONS,
    replace: [
      [
        'leadership.hosts.delete(current.session);',
        `sessionClosed(leadership, context, current.session, 'it was replaced');`,
      ],
    ],
  },
  {
    name: 'duplicate-replaces-original',
    change: 'A second slave with the same name replaces the first one, as if it were the same process',
    consequence: 'the two replace each other forever, and neither has joined',
    file: SESSIONS,
    replace: [['if (current !== undefined && current.instance !== instance) {', 'if (current?.session === session) {']],
  },
  {
    name: 'lost-slave-keeps-task',
    change: 'The end of a session does not revoke the task of its slave',
    consequence: 'the task of a slave that never comes back never finishes',
    file: SESSIONS,
    replace: [['releaseTasks(leadership, context, slave, why);', '']],
  },
  {
    name: 'aborted-report-ignored',
    change: 'A report that an attempt was aborted is ignored',
    consequence: 'a task with an unproven end stays running forever, on an idle slave',
    file: REPORTS,
    replace: [['return revoke(leadership, context, task, `${slave.host} aborted it`);', 'return;']],
  },
  {
    name: 'failing-slave-never-rests-longer',
    change: 'A slave that cannot run anything is assigned a task every second',
    consequence: 'a slave with a full disk uses up an attempt a second',
    file: REPORTS,
    replace: [['if (restMs < MAX_COOLDOWN_MS) slave.setbacks += 1;', '']],
  },
  {
    name: 'responsible-slave-is-idle',
    change: 'A slave that has a task counts as idle',
    consequence: 'tasks are placed on a slave that is busy although others are idle',
    file: TASK_INDEX,
    replace: [['include(idle, host, eligible && count === 0);', 'include(idle, host, eligible);']],
  },
  {
    name: 'leaving-slave-given-tasks',
    change: 'A slave that announced that it is leaving is still given tasks',
    consequence: 'a task is placed on a slave that is known to be leaving',
    file: TASK_INDEX,
    replace: [['!slave.leaving && ', '']],
  },
  {
    name: 'idle-not-refreshed',
    change: 'A slave does not become idle again when its task has finished',
    consequence: 'each slave runs one task per session, and the remaining tasks are never placed',
    file: TASK_INDEX,
    replace: [[`else if ('host' in previous) refreshHost(leadership, previous.host, nowMs);`, '']],
  },
];
