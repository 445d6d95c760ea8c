import type { Mutant } from '../mutant.ts';

const MASTER = 'packages/master/src/core/leader';
const MASTER_TEST = 'packages/master/test/core/prefetch.test.ts';
const SLAVE = 'packages/slave/src/core';
const SLAVE_TEST = 'packages/slave/test/queue.test.ts';

/** Bugs in the assignments that are pushed ahead, on either side. */
export const PREFETCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'never-recalled',
    change: 'What waits on a busy slave is not recalled for an idle one',
    consequence: 'a task waits behind another one although a slave is idle',
    file: `${MASTER}/placement.ts`,
    replace: [['  recallForIdle(leadership, context);\n', '']],
  },
  {
    name: 'recalled-once',
    change: 'One recall at a time is sent, however many slaves are idle',
    consequence: 'a task waits behind another one although a slave is idle',
    file: `${MASTER}/recall.ts`,
    replace: [['count < ability.idle.size; count += 1', 'count < 1; count += 1']],
  },
  {
    name: 'long-run-blocks',
    change: 'What waits behind a task that takes long is not recalled',
    consequence: 'a task waits behind another one for as long as that takes',
    file: `${MASTER}/recall.ts`,
    replace: [['if (isBlocked) for', 'if (isBlocked && leadership.idle.size > 0) for']],
  },
  {
    name: 'recall-does-not-wait',
    change: 'A recalled task is placed again before its slave has answered',
    consequence: 'the slave starts it in the meantime, and it runs twice',
    file: `${MASTER}/recall.ts`,
    replace: [
      [
        `  sendAfterCommit(leadership, context, { kind: 'send', session, message: { kind: 'recall', taskId, attempt } });`,
        `  sendAfterCommit(leadership, context, { kind: 'send', session, message: { kind: 'recall', taskId, attempt } });
  revoke(leadership, context, task, 'recalled');`,
      ],
      [`import { sendAfterCommit }`, `import { revoke } from './task-lifecycle.ts';\nimport { sendAfterCommit }`],
    ],
  },
  {
    name: 'recall-never-overdue',
    change: 'A slave may leave a recall unanswered',
    consequence: 'a task waits on it although a slave is idle',
    file: `${MASTER}/deadlines.ts`,
    replace: [
      [
        `else if (phase.kind === 'recalled' && sent.kind === 'recall')`,
        `else if (phase.kind === 'recalled' && sent.kind === 'welcome')`,
      ],
    ],
    test: MASTER_TEST,
  },
  {
    name: 'recall-rests-slave',
    change: 'A slave that gave a recalled task back rests like one that declined it',
    consequence: 'a slave is idle for a second although tasks wait',
    file: `${MASTER}/reports.ts`,
    replace: [[`else if (task.phase.kind !== 'recalled' || report.reason !== 'recalled')\n`, 'else\n']],
    test: MASTER_TEST,
  },
  {
    name: 'queue-of-lost-slave-forgotten',
    change: 'Only the first task of a slave is revoked when the slave is lost',
    consequence: 'what waited behind it never runs',
    file: `${MASTER}/sessions.ts`,
    replace: [
      [
        'for (const task of tasksOn(leadership, host))\n',
        'for (const task of tasksOn(leadership, host).slice(0, 1))\n',
      ],
    ],
  },
  {
    name: 'queue-of-returned-slave-kept',
    change: 'A slave that returns keeps what it does not declare, except for the first task',
    consequence: 'tasks that it has dropped are never placed again',
    file: `${MASTER}/sessions.ts`,
    replace: [
      [
        'for (const task of tasksOn(leadership, host)) {\n',
        'for (const task of tasksOn(leadership, host).slice(0, 1)) {\n',
      ],
    ],
  },
  {
    name: 'queue-needs-no-version',
    change: 'Assignments are pushed ahead to slaves of any protocol version',
    consequence: 'an old slave declines them as busy, and they are placed repeatedly',
    file: `${MASTER}/sessions.ts`,
    replace: [['acceptsAhead: protocolVersion >= BATCHING_VERSION', 'acceptsAhead: true']],
    test: MASTER_TEST,
  },
  {
    name: 'prefetch-not-limited',
    change: 'More is pushed ahead than the option prefetch allows',
    consequence: 'slaves decline what they have no room for',
    file: `${MASTER}/pace.ts`,
    replace: [['Math.min(prefetch, Math.ceil', 'Math.max(prefetch, Math.ceil']],
    test: MASTER_TEST,
  },
  {
    name: 'queue-has-deadline',
    change: 'Every assignment must be answered within the placement deadline, even if it waits behind another one',
    consequence: 'slaves are disconnected although they work',
    file: `${MASTER}/deadlines.ts`,
    replace: [
      [`find(({ kind }) => kind === 'running' || kind === 'assigned')`, `find(({ kind }) => kind === 'assigned')`],
    ],
    test: MASTER_TEST,
  },
  {
    name: 'starts-while-running',
    change: 'A slave starts what arrives while it runs another task',
    consequence: 'it runs two tasks at once',
    file: `${SLAVE}/queue.ts`,
    replace: [['next === undefined || isBusy(state)', 'next === undefined']],
  },
  {
    name: 'queue-survives-session',
    change: 'A slave keeps its queue when it loses its session',
    consequence: 'it starts tasks that its master has assigned again',
    file: `${SLAVE}/queue.ts`,
    replace: [[`reason: 'session lost' });\n  state.queue = [];`, `reason: 'session lost' });`]],
  },
  {
    name: 'queue-not-continued',
    change: 'A slave does not start what waits when a task has finished',
    consequence: 'what waits is overdue, and its slave is disconnected',
    file: `${SLAVE}/attempt-lifecycle.ts`,
    replace: [
      [
        `sendReport(state, context, message);
  startNext(state, context);`,
        `sendReport(state, context, message);`,
      ],
    ],
  },
  {
    name: 'recalled-and-started',
    change: 'A slave gives a recalled attempt back, but starts it nevertheless',
    consequence: 'the task runs twice',
    file: `${SLAVE}/queue.ts`,
    replace: [['if (waiting !== undefined) state.queue =', 'if (waiting === undefined) state.queue =']],
  },
  {
    name: 'queue-not-drained',
    change: 'A slave that is asked to stop keeps its queue',
    consequence: 'it starts further tasks, or leaves without giving them back',
    file: `${SLAVE}/drain.ts`,
    replace: [[`  declineQueue(state, context, 'draining');\n`, '']],
  },
  {
    name: 'queue-starts-on-full-disk',
    change: 'A slave that cannot write its journal declines only the task that it failed to record',
    consequence: 'what waits behind it stays there until its slave is disconnected',
    file: `${SLAVE}/attempt-lifecycle.ts`,
    replace: [
      [
        `decline(state, context, running, 'cannot run it');\n  declineQueue(state, context, 'cannot run it');`,
        `decline(state, context, running, 'cannot run it');`,
      ],
    ],
    test: SLAVE_TEST,
  },
];
