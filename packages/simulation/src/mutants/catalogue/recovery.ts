import type { Mutant } from '../mutant.ts';

const LEADING = 'packages/master/src/core/roles/leader.ts';
const OUTAGE = 'packages/master/src/core/outage.ts';
const PLACEMENT = 'packages/master/src/core/leader/placement.ts';
const RECOVERY = 'packages/master/src/core/leader/deadlines.ts';
const SESSIONS = 'packages/master/src/core/leader/sessions.ts';

/** Slips in what becomes of assignments whose slave, or whose master, was away. */
export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'recovery-grace-zero',
    change: 'A new reign does not wait for the slaves of open assignments',
    consequence: 'what runs is begun again after every death of a master',
    file: RECOVERY,
    replace: [
      [
        'task.awaitedUntilMs = context.nowMs + leadership.config.recoveryGraceMs;',
        'task.awaitedUntilMs = context.nowMs;',
      ],
    ],
  },
  {
    name: 'grace-for-ever',
    change: 'A new reign waits for the slaves of open assignments without end',
    consequence: 'the task of a slave that never comes back never ends',
    file: RECOVERY,
    replace: [
      ['task.awaitedUntilMs = context.nowMs + leadership.config.recoveryGraceMs;', 'task.awaitedUntilMs = Infinity;'],
    ],
  },
  {
    name: 'grace-outlasts-the-return',
    change: 'A slave that came back with its task loses it all the same when the grace ends',
    consequence: 'what runs is begun again some seconds after the death of a master',
    file: SESSIONS,
    replace: [[`task.awaitedUntilMs = null;\n  if (kept === 'running')`, `if (kept === 'running')`]],
  },
  {
    name: 'only-running-adopted',
    change: 'A new reign takes over the open assignments of running tasks alone',
    consequence: 'a task that was assigned, and not yet known to run, when its master died is set aside for ever',
    file: RECOVERY,
    replace: [[`parsed.task.state === 'success'`, `parsed.task.state !== 'running'`]],
  },
  {
    name: 'report-fenced-by-epoch',
    change: 'What was placed in an earlier reign does not count any more',
    consequence: 'what runs is begun again after every death of a master',
    file: SESSIONS,
    replace: [
      [
        'assignment.instance === instance && task?.attempt',
        'assignment.instance === instance && assignment.epoch === leadership.epoch && task?.attempt',
      ],
    ],
  },
  {
    name: 'held-attempt-not-compared',
    change: 'A slave that registers keeps its task, whatever attempt of it it holds',
    consequence: 'a slave that missed its next attempt is taken to run it, and that attempt never ends',
    file: SESSIONS,
    replace: [['currentTask(leadership, slave, entry) === task) kept', 'task.taskId === entry.taskId) kept']],
  },
  {
    name: 'stale-attempt-not-stopped',
    change: 'A slave that registers is not told to stop what counts no more',
    consequence: 'an attempt that counts no more runs on, although its slave is connected',
    file: SESSIONS,
    replace: [
      [
        `else if (entry.state === 'running') sendAfterCommit(leadership, context, answer('abort', slave.session, entry));`,
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
      [
        `else if (entry.state === 'running') sendAfterCommit(leadership, context, answer('abort', slave.session, entry));
  }`,
        `else if (entry.state === 'running') {
      const lost = leadership.tasks.get(entry.taskId);
      if (lost?.attempt === entry.attempt && lost.state === 'killed' && leadership.readyQueue.retries.delete(lost.taskId)) {
        const { host, instance } = slave;
        const placement = { task: lost.taskId, taskname: lost.taskname, attempt: lost.attempt + 1, host, instance };
        decide(leadership, context, [{ kind: 'task.placed', ...placement }]);
        leadership.assigned.set(host, lost.taskId);
        recordRunning(leadership, context, lost);
      } else sendAfterCommit(leadership, context, answer('abort', slave.session, entry));
    }
  }`,
      ],
    ],
  },
  {
    name: 'stall-not-noticed',
    change: 'A master that was frozen for less than a minute does not notice it',
    consequence: 'slaves that gave it up meanwhile are blamed, and what they run is begun again',
    file: RECOVERY,
    replace: [['gapMs > STALL_MS', 'gapMs > 60 * STALL_MS']],
  },
  {
    name: 'stall-keeps-deadlines',
    change: 'A master that was frozen counts that time against the slaves that it waits for',
    consequence: 'a master that was frozen in its grace lets what runs be begun again',
    file: RECOVERY,
    replace: [
      ['if (task.awaitedUntilMs !== null) task.awaitedUntilMs += gapMs;', ''],
      ['if (task.answerDueMs !== null) task.answerDueMs += gapMs;', ''],
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
    file: RECOVERY,
    replace: [
      ['if (task?.answerDueMs === Infinity) task.answerDueMs =', 'if (task?.answerDueMs === nowMs) task.answerDueMs ='],
    ],
  },
  {
    name: 'outage-not-noticed',
    change: 'A master that does not reach the database keeps its slaves',
    consequence: 'another one leads meanwhile, waits for them in vain, and begins again what they run',
    file: OUTAGE,
    replace: [['nowMs - heardMs >= OUTAGE_MS', 'nowMs - heardMs >= 60 * OUTAGE_MS']],
  },
  {
    name: 'outage-held-against-slaves',
    change: 'A master that does not reach the database takes from its slaves what they run, before it lets them go',
    consequence: 'what runs is begun again after an outage of the database',
    file: OUTAGE,
    replace: [['extendRecoveryGrace(leadership, context.nowMs);', '']],
  },
  {
    name: 'placement-deadline-outlasts-the-start',
    change: 'The placement deadline goes on after the slave has reported that it began',
    consequence: 'a task that takes longer than the deadline never ends',
    file: PLACEMENT,
    replace: [
      [
        `task.answerDueMs = null;
  if (task.assignment === null || task.state === 'running') return;`,
        `if (task.assignment === null || task.state === 'running') return;`,
      ],
    ],
  },
];
