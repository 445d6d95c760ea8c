import type { Mutant } from '../mutant.ts';

const ATTEMPT = 'packages/slave/src/core/attempt-lifecycle.ts';
const DRAIN = 'packages/slave/src/core/drain.ts';
const OUTBOX = 'packages/slave/src/core/outbox.ts';
const RECONNECT = 'packages/slave/src/core/reconnect.ts';
const SESSION = 'packages/slave/src/core/session.ts';
const STEP = 'packages/slave/src/core/step.ts';

/** Slips of a slave. */
export const SLAVE_MUTANTS: readonly Mutant[] = [
  {
    name: 'no-epoch-check',
    change: 'A slave obeys a master whose reign is over',
    consequence: 'a slave is with a master of a lower epoch than it has seen',
    file: SESSION,
    replace: [['if (epoch < state.highestEpoch) {', 'if (epoch < 0) {']],
  },
  {
    name: 'outbox-by-task',
    change: 'The outbox tells reports of one task from another, and not their attempts',
    consequence: 'the report of an old attempt is given for the next one, which never ran',
    file: OUTBOX,
    replace: [
      [
        `import { attemptKey, type AttemptReference } from '@steadfast/protocol/messages';`,
        `import type { AttemptReference } from '@steadfast/protocol/messages';

const attemptKey = ({ taskId }: AttemptReference): string => taskId;`,
      ],
    ],
  },
  {
    name: 'outbox-cleared-on-disconnect',
    change: 'Reports that wait are forgotten when the session ends',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave knows nothing of it',
    file: SESSION,
    replace: [
      [
        `if (connection.kind === 'ending' && connection.next`,
        `state.outbox.clear();\n  if (connection.kind === 'ending' && connection.next`,
      ],
    ],
  },
  {
    name: 'report-dropped-when-not-connected',
    change: 'What finishes while there is no session is not kept to be reported later',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave knows nothing of it',
    file: ATTEMPT,
    replace: [['addReport(state.outbox,', `if (state.connection.kind === 'registered') addReport(state.outbox,`]],
  },
  {
    name: 'acknowledgement-not-awaited',
    change: 'A report that was sent is forgotten without waiting for its acknowledgement',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave knows nothing of it',
    file: ATTEMPT,
    replace: [['addReport(state.outbox,', `if (state.connection.kind !== 'registered') addReport(state.outbox,`]],
  },
  {
    name: 'finished-not-replayed',
    change: 'Reports that wait are not sent again in a new session',
    consequence: 'a task that finished while no master was there never ends',
    file: SESSION,
    replace: [[`send(context, { kind: 'finished', taskId: report.taskId, attempt: report.attempt });`, '']],
  },
  {
    name: 'abort-ignored',
    change: 'A slave does not hear that an attempt counts no more',
    consequence: 'its report stays in the outbox for ever',
    file: STEP,
    replace: [['return attemptAborted(state, context, message);', 'return;']],
  },
  {
    name: 'abort-not-carried-out',
    change: 'A slave says that it stopped an attempt, and lets it run on',
    consequence: 'one slave runs two tasks at a time',
    file: ATTEMPT,
    replace: [
      [
        `context.effects.push({ kind: 'execution.abort' });
    log(context, { event: 'task.killed'`,
        `log(context, { event: 'task.killed'`,
      ],
    ],
  },
  {
    name: 'abort-hits-a-newer-attempt',
    change: 'What stops one attempt of a task stops any other attempt of it',
    consequence: 'the answer to an old report stops the next attempt, and the report stays in the outbox',
    file: ATTEMPT,
    replace: [
      [
        'if (running === null || !isSameAttempt(running, attempt)) return null;',
        'if (running?.taskId !== attempt.taskId) return null;',
      ],
    ],
  },
  {
    name: 'running-not-held',
    change: 'A slave that registers does not say what it runs',
    consequence: 'what runs is begun again after every death of a master',
    file: SESSION,
    replace: [
      [
        `if (running === null) return finished;
  return [{ taskId: running.taskId, attempt: running.attempt, state: 'running' }, ...finished];`,
        'return finished;',
      ],
    ],
  },
  {
    name: 'start-not-reported',
    change: 'A slave does not report that it began',
    consequence: 'a task that takes longer than the placement deadline never ends',
    file: ATTEMPT,
    replace: [[`sendReport(state, context, { kind: 'started', taskId, attempt });`, '']],
  },
  {
    name: 'running-stopped-on-disconnect',
    change: 'A slave that lost its master stops what it runs',
    consequence: 'what runs is begun again after every death of a master',
    file: SESSION,
    replace: [
      [
        `const wasStable =`,
        `if (state.running !== null) context.effects.push({ kind: 'execution.abort' });
  state.running = null;
  const wasStable =`,
      ],
    ],
  },
  {
    name: 'leaves-with-reports',
    change: 'A slave that is asked to stop leaves before its reports are acknowledged',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave has left in order',
    file: DRAIN,
    replace: [['state.running === null && state.outbox.size === 0)', 'state.running === null)']],
  },
  {
    name: 'draining-slave-takes-tasks',
    change: 'A slave that was asked to stop still begins what is assigned to it',
    consequence: 'an attempt is started by a slave that was asked to stop before',
    file: ATTEMPT,
    replace: [[`if (state.draining) return 'draining';`, '']],
  },
  {
    name: 'one-address-only',
    change: 'A slave tries the same address again and again',
    consequence: 'it never finds a leader that is elsewhere',
    file: RECONNECT,
    replace: [['const next = (index + 1) % state.config.addresses.length;', 'const next = index;']],
  },
];
