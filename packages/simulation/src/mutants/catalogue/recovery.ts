import type { Mutant } from '../mutant.ts';

const ADOPTION = 'packages/master/src/core/leader/adoption.ts';
const CONTACT = 'packages/master/src/core/contact.ts';
const DEADLINES = 'packages/master/src/core/leader/deadlines.ts';
const FOREIGN_TASK = 'packages/master/src/core/leader/foreign-task.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const SESSIONS = 'packages/master/src/core/leader/sessions.ts';
const TASK_LIFECYCLE = 'packages/master/src/core/leader/task-lifecycle.ts';

/** Bugs in the recovery of assignments after their slave or their master was away. */
export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'recovery-grace-zero',
    change: 'A new leader does not wait for the slaves of open assignments',
    consequence: 'running tasks are started again after every crash of a master',
    file: ADOPTION,
    replace: [['const untilMs = context.nowMs + leadership.config.recoveryGraceMs;', 'const untilMs = context.nowMs;']],
  },
  {
    name: 'recovery-grace-infinite',
    change: 'A new leader waits for the slaves of open assignments forever',
    consequence: 'the task of a slave that never comes back never finishes',
    file: ADOPTION,
    replace: [['const untilMs = context.nowMs + leadership.config.recoveryGraceMs;', 'const untilMs = Infinity;']],
  },
  {
    name: 'recovery-grace-outlasts-return',
    change: 'The recovery grace is not cancelled when a slave reconnects with its task',
    consequence: 'a running task is started again some seconds after the crash of a master',
    file: SESSIONS,
    replace: [
      [
        `if (state === 'running') start(leadership, context, task, null);`,
        `if (state === 'running') {
    const { phase } = task;
    start(leadership, context, task, null);
    if (phase.kind === 'awaiting') setPhase(leadership, task, phase, context.nowMs);
  }`,
      ],
    ],
  },
  {
    name: 'only-running-adopted',
    change: 'A new leader adopts the open assignments of running tasks only',
    consequence: 'a task that was assigned, but not known to be running, when its master crashed is never run again',
    file: ADOPTION,
    replace: [[`state === 'success'`, `state !== 'running'`]],
  },
  {
    name: 'report-fenced-by-epoch',
    change: 'Attempts that were placed in an earlier epoch are treated as stale',
    consequence: 'running tasks are started again after every crash of a master',
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
    change: 'A slave that registers keeps its task even if it holds an older attempt of it',
    consequence: 'a slave that missed a newer attempt is assumed to run it, and that attempt never finishes',
    file: SESSIONS,
    replace: [
      ['if (reportedTask(leadership, slave, attempt) !== null) kept', 'if (task?.taskId === attempt.taskId) kept'],
    ],
  },
  {
    name: 'stale-attempt-not-aborted',
    change: 'A slave that registers is not told to abort a stale attempt',
    consequence: 'a stale attempt keeps running, although its slave is connected',
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
    change: 'A killed task is resumed under the next attempt number when its slave comes back with it',
    consequence: 'an attempt is recorded as running that was never started, and its report is refused',
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
    change: 'A leader that was frozen for less than a minute does not notice the stall',
    consequence: 'slaves that gave it up meanwhile are blamed, and their running tasks are started again',
    file: CONTACT,
    replace: [['gapMs <= STALL_MS', 'gapMs <= 60 * STALL_MS']],
  },
  {
    name: 'stall-keeps-deadlines',
    change: 'A leader that was frozen does not extend the deadlines of its slaves',
    consequence: 'running tasks are started again when a leader was frozen during its recovery grace',
    file: DEADLINES,
    replace: [
      ['untilMs: phase.untilMs + gapMs', 'untilMs: phase.untilMs'],
      ['answerDueMs: phase.answerDueMs + gapMs', 'answerDueMs: phase.answerDueMs'],
    ],
  },
  {
    name: 'foreign-revision-trusted',
    change: 'A task with a document revision beyond the end of the ledger is placed like any other',
    consequence: 'a new leader takes the document for up to date, and places the same attempt again',
    file: FOREIGN_TASK,
    replace: [['rev !== null && rev > groupCommit.last', 'rev !== null && rev > Infinity']],
  },
  {
    name: 'foreign-assignment-awaited',
    change: 'An assignment of another ledger is adopted as one of this ledger',
    consequence: 'a task is revoked from a slave that it was not placed on',
    file: ADOPTION,
    replace: [
      ['if (isBeyondLedger(leadership, task)) adopt(', 'if (isBeyondLedger(leadership, task) && untilMs < 0) adopt('],
    ],
  },
  {
    name: 'attempts-without-revision-ignored',
    change: 'A task with attempts that are not in the ledger is placed without being adopted',
    consequence: 'its attempts in the ledger do not begin with 1, and nothing says why',
    file: FOREIGN_TASK,
    replace: [
      ["rev === null && (attempt > 0 || state === 'killed')", "rev === null && attempt < 0 && state === 'killed'"],
    ],
  },
  {
    name: 'adopted-task-starts-over',
    change: 'An adopted task starts again with attempt 1',
    consequence: 'attempt numbers are used twice',
    file: FOREIGN_TASK,
    replace: [['taskname, attempt, reason }]);', 'taskname, attempt: attempt - attempt, reason }]);']],
  },
  {
    name: 'rest-never-ends',
    change: 'A slave does not become idle again when its cooldown is over',
    consequence: 'nothing is placed on the slaves that stayed connected during a stall of the leader',
    file: LEADER,
    replace: [['if (cooldownUntilMs > -Infinity ||', 'if (cooldownUntilMs > context.nowMs ||']],
  },
  {
    name: 'placement-deadline-never-set',
    change: 'An assignment may stay unanswered forever',
    consequence: 'the task of a slave that never answers never finishes',
    file: DEADLINES,
    replace: [
      [
        `if (next?.kind !== 'assigned' || next.sentAtMs === null) return dueMs;`,
        'if (next !== undefined) return dueMs;',
      ],
    ],
  },
  {
    name: 'outage-not-noticed',
    change: 'A leader that cannot reach the database keeps its slaves',
    consequence: 'another master leads meanwhile, and places their running tasks again when its recovery grace expires',
    file: CONTACT,
    replace: [['nowMs - lastContactMs >= OUTAGE_MS', 'nowMs - lastContactMs >= 60 * OUTAGE_MS']],
  },
  {
    name: 'outage-blamed-on-slaves',
    change: 'A leader that cannot reach the database revokes the tasks of its slaves when it ends their sessions',
    consequence: 'running tasks are started again after an outage of the database',
    file: LEADER,
    replace: [
      [
        'extendRecoveryGrace(leadership, context);\n  for (const session of releasable',
        'for (const session of releasable',
      ],
    ],
  },
  {
    name: 'placement-deadline-outlasts-start',
    change: 'The placement deadline is not cancelled when the slave reports that the attempt started',
    consequence: 'a task that takes longer than the deadline never finishes',
    file: TASK_LIFECYCLE,
    replace: [
      [
        "if (task.phase.kind !== 'running')\n",
        "if (task.phase.kind !== 'running' && task.phase.kind !== 'assigned')\n",
      ],
    ],
  },
];
