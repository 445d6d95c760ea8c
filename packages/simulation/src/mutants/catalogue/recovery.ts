import type { Mutant } from '../mutant.ts';

const ADOPTION = 'packages/master/src/core/leader/adoption.ts';
const CONTACT = 'packages/master/src/core/contact.ts';
const DEADLINES = 'packages/master/src/core/leader/deadlines.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const LEADING = 'packages/master/src/core/roles/leader.ts';
const SESSIONS = 'packages/master/src/core/leader/sessions.ts';
const TASK_LIFECYCLE = 'packages/master/src/core/leader/task-lifecycle.ts';

/** Slips in what becomes of assignments whose slave, or whose master, was away. */
export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'recovery-grace-zero',
    change: 'A new reign does not wait for the slaves of open assignments',
    consequence: 'what runs is begun again after every death of a master',
    file: ADOPTION,
    replace: [['const untilMs = context.nowMs + leadership.config.recoveryGraceMs;', 'const untilMs = context.nowMs;']],
  },
  {
    name: 'grace-for-ever',
    change: 'A new reign waits for the slaves of open assignments without end',
    consequence: 'the task of a slave that never comes back never ends',
    file: ADOPTION,
    replace: [['const untilMs = context.nowMs + leadership.config.recoveryGraceMs;', 'const untilMs = Infinity;']],
  },
  {
    name: 'grace-outlasts-the-return',
    change: 'A slave that came back with its task loses it all the same when the grace ends',
    consequence: 'what runs is begun again some seconds after the death of a master',
    file: SESSIONS,
    replace: [
      [
        `if (kept === 'running') start(leadership, context, task);`,
        `if (kept === 'running') {
    const { phase } = task;
    start(leadership, context, task);
    if (phase.kind === 'awaiting') setPhase(leadership, task, phase, context.nowMs);
  }`,
      ],
    ],
  },
  {
    name: 'only-running-adopted',
    change: 'A new reign takes over the open assignments of running tasks alone',
    consequence: 'a task that was assigned, and not yet known to run, when its master died is set aside for ever',
    file: ADOPTION,
    replace: [[`state === 'success'`, `state !== 'running'`]],
  },
  {
    name: 'report-fenced-by-epoch',
    change: 'What was placed in an earlier reign does not count any more',
    consequence: 'what runs is begun again after every death of a master',
    file: SESSIONS,
    replace: [
      [
        'task.attempt === report.attempt && task.assignment.instance === instance',
        'task.attempt === report.attempt && task.assignment.instance === instance && task.assignment.epoch === leadership.epoch',
      ],
    ],
  },
  {
    name: 'held-attempt-not-compared',
    change: 'A slave that registers keeps its task, whatever attempt of it it holds',
    consequence: 'a slave that missed its next attempt is taken to run it, and that attempt never ends',
    file: SESSIONS,
    replace: [
      ['if (reportedTask(leadership, slave, attempt) !== null) kept', 'if (task?.taskId === attempt.taskId) kept'],
    ],
  },
  {
    name: 'stale-attempt-not-stopped',
    change: 'A slave that registers is not told to stop what counts no more',
    consequence: 'an attempt that counts no more runs on, although its slave is connected',
    file: SESSIONS,
    replace: [
      [
        `else if (attempt.state === 'running') sendAfterCommit(leadership, context, answer('abort', session, attempt));`,
        '',
      ],
    ],
  },
  {
    name: 'killed-task-resumed',
    change: 'A slave that comes back with a task that was killed goes on with it, under the next attempt number',
    consequence: 'an attempt counts as running that was never started, and its report is refused',
    file: SESSIONS,
    replace: [
      ['import { decide, sendAfterCommit } from', 'import { decide, decideTask, sendAfterCommit } from'],
      [
        `else if (attempt.state === 'running') sendAfterCommit(leadership, context, answer('abort', session, attempt));`,
        `else if (attempt.state === 'running') {
      const lost = leadership.tasks.get(attempt.taskId);
      if (lost?.attempt === attempt.attempt && lost.state === 'killed' && lost.phase.kind === 'ready') {
        const placement = { task: lost.taskId, taskname: lost.taskname, attempt: lost.attempt + 1, host, instance };
        decideTask(leadership, context, lost, { kind: 'task.placed', ...placement });
        setPhase(leadership, lost, { kind: 'running', host }, context.nowMs);
        start(leadership, context, lost as HeldTask);
      } else sendAfterCommit(leadership, context, answer('abort', session, attempt));
    }`,
      ],
    ],
  },
  {
    name: 'stall-not-noticed',
    change: 'A master that was frozen for less than a minute does not notice it',
    consequence: 'slaves that gave it up meanwhile are blamed, and what they run is begun again',
    file: CONTACT,
    replace: [['gapMs <= STALL_MS', 'gapMs <= 60 * STALL_MS']],
  },
  {
    name: 'stall-keeps-deadlines',
    change: 'A master that was frozen counts that time against the slaves that it waits for',
    consequence: 'a master that was frozen in its grace lets what runs be begun again',
    file: DEADLINES,
    replace: [
      ['untilMs: phase.untilMs + gapMs', 'untilMs: phase.untilMs'],
      ['answerDueMs: phase.answerDueMs + gapMs', 'answerDueMs: phase.answerDueMs'],
    ],
  },
  {
    name: 'rest-never-ends',
    change: 'A slave that rested is not made idle again when its rest is over',
    consequence: 'after a stall of the master nothing is placed on the slaves that stayed',
    file: LEADING,
    replace: [['if (restsUntilMs > -Infinity) refreshIdle', 'if (restsUntilMs > context.nowMs) refreshIdle']],
  },
  {
    name: 'placement-deadline-never-set',
    change: 'An assignment may stay unanswered for ever',
    consequence: 'the task of a slave that answers nothing never ends',
    file: DEADLINES,
    replace: [['task.phase.answerDueMs !== Infinity) continue;', 'task.phase.answerDueMs !== nowMs) continue;']],
  },
  {
    name: 'outage-not-noticed',
    change: 'A master that does not reach the database keeps its slaves',
    consequence: 'another one leads meanwhile, waits for them in vain, and begins again what they run',
    file: CONTACT,
    replace: [['nowMs - heardMs >= OUTAGE_MS', 'nowMs - heardMs >= 60 * OUTAGE_MS']],
  },
  {
    name: 'outage-held-against-slaves',
    change: 'A master that does not reach the database takes from its slaves what they run, before it lets them go',
    consequence: 'what runs is begun again after an outage of the database',
    file: LEADER,
    replace: [['extendRecoveryGrace(leadership, context);', '']],
  },
  {
    name: 'placement-deadline-outlasts-the-start',
    change: 'The placement deadline goes on after the slave has reported that it began',
    consequence: 'a task that takes longer than the deadline never ends',
    file: TASK_LIFECYCLE,
    replace: [
      [
        `setPhase(leadership, task, { kind: 'running', host: task.phase.host }`,
        `if (task.phase.kind !== 'assigned') setPhase(leadership, task, { kind: 'running', host: task.phase.host }`,
      ],
    ],
  },
];
