import type { Mutant } from '../mutant.ts';

const ATTEMPT_LIFECYCLE = 'packages/slave/src/core/attempt-lifecycle.ts';
const DRAIN = 'packages/slave/src/core/drain.ts';
const EPOCH_TRUST = 'packages/slave/src/core/epoch-trust.ts';
const OUTBOX = 'packages/slave/src/core/outbox.ts';
const RECONNECT = 'packages/slave/src/core/reconnect.ts';
const SESSION = 'packages/slave/src/core/session.ts';
const STEP = 'packages/slave/src/core/step.ts';

/** Bugs of a slave. */
export const SLAVE_MUTANTS: readonly Mutant[] = [
  {
    name: 'no-epoch-check',
    change: 'A slave obeys a master of an earlier epoch',
    consequence: 'a slave is registered with a master of a lower epoch than it has seen',
    scenario: 'a rival, and halves of connections break',
    file: EPOCH_TRUST,
    replace: [['if (epoch < highestEpoch) {', 'if (epoch < 0) {']],
  },
  {
    name: 'epoch-jump-unbounded',
    change: 'A slave believes an epoch however far it is above the highest one',
    consequence: 'a single Welcome of a false master uses up the numbers of epochs',
    file: EPOCH_TRUST,
    replace: [['if (epoch > highestEpoch + MAX_EPOCH_JUMP) {', 'if (epoch > Number.MAX_SAFE_INTEGER) {']],
  },
  {
    name: 'highest-epoch-never-forgotten',
    change: 'A slave never forgets the highest epoch that it has seen',
    consequence: 'after a false master, a slave refuses all others until it is restarted',
    file: EPOCH_TRUST,
    replace: [['if (state.lowerEpochs >= MAX_LOWER_EPOCHS &&', 'if (state.lowerEpochs < 0 &&']],
  },
  {
    name: 'highest-epoch-forgotten-too-late',
    change: 'A slave refuses one more master of a lower epoch than documented',
    consequence: 'the first true master after thirty is refused as well',
    file: EPOCH_TRUST,
    replace: [['if (state.lowerEpochs >= MAX_LOWER_EPOCHS &&', 'if (state.lowerEpochs > MAX_LOWER_EPOCHS &&']],
  },
  {
    name: 'highest-epoch-forgotten-while-running',
    change: 'A slave forgets the highest epoch although it runs a task',
    consequence: 'a running attempt is declared to a master that may belong to another ledger',
    file: EPOCH_TRUST,
    replace: [[' && state.running === null) forgetEpoch', ') forgetEpoch']],
  },
  {
    name: 'lower-epochs-not-in-a-row',
    change: 'A slave counts masters of lower epochs although it has believed others in between',
    consequence: 'it forgets the highest epoch sooner than documented',
    file: EPOCH_TRUST,
    replace: [
      [
        `  state.highestEpoch = epoch;
  state.lowerEpochs = 0;
`,
        `  state.highestEpoch = epoch;
`,
      ],
    ],
  },
  {
    name: 'reports-outlive-epoch',
    change: 'A slave that forgets the highest epoch keeps its reports',
    consequence: 'a report about an attempt of another ledger is sent for one of the present ledger',
    file: EPOCH_TRUST,
    replace: [['  state.outbox.clear();\n', '']],
  },
  {
    name: 'outbox-by-task',
    change: 'The outbox distinguishes reports by task, but not by attempt',
    consequence: 'the report of an old attempt is sent for the next one, which never ran',
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
    change: 'Pending reports are discarded when the session ends',
    consequence: 'a finished attempt is neither acknowledged nor refused, but its slave has forgotten it',
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
    change: 'A task that finishes while there is no session is not reported later',
    consequence: 'a finished attempt is neither acknowledged nor refused, but its slave has forgotten it',
    file: ATTEMPT_LIFECYCLE,
    replace: [['addReport(state.outbox,', `if (state.connection.kind === 'registered') addReport(state.outbox,`]],
  },
  {
    name: 'acknowledgement-not-awaited',
    change: 'A report is discarded as soon as it is sent',
    consequence: 'a finished attempt is neither acknowledged nor refused, but its slave has forgotten it',
    file: ATTEMPT_LIFECYCLE,
    replace: [['addReport(state.outbox,', `if (state.connection.kind !== 'registered') addReport(state.outbox,`]],
  },
  {
    name: 'finished-not-replayed',
    change: 'Pending reports are not sent again in a new session',
    consequence: 'a task that finished while there was no master never succeeds',
    file: SESSION,
    replace: [['    send(context, report.message);', '']],
  },
  {
    name: 'abort-ignored',
    change: 'A slave ignores Abort messages',
    consequence: 'the report of a stale attempt stays in the outbox forever',
    file: STEP,
    replace: [['return attemptAborted(state, context, message);', 'return;']],
  },
  {
    name: 'abort-not-executed',
    change: 'A slave reports that it aborted an attempt, but lets it run',
    consequence: 'a slave runs two tasks at a time',
    file: ATTEMPT_LIFECYCLE,
    replace: [
      [
        `  context.effects.push({ kind: 'execution.abort' });
  if (assigned`,
        `  if (assigned`,
      ],
    ],
  },
  {
    name: 'abort-hits-newer-attempt',
    change: 'An Abort of one attempt stops any attempt of the same task',
    consequence: 'the answer to an old report stops the next attempt, and the report stays in the outbox',
    file: ATTEMPT_LIFECYCLE,
    replace: [
      [
        'if (running === null || !isSameAttempt(running, attempt)) return null;',
        'if (running?.taskId !== attempt.taskId) return null;',
      ],
    ],
  },
  {
    name: 'running-attempt-not-declared',
    change: 'A slave that registers does not declare its running attempt',
    consequence: 'running tasks are started again after every crash of a master',
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
    change: 'A slave does not report that an attempt started',
    consequence: 'a task that takes longer than the placement deadline never finishes',
    file: ATTEMPT_LIFECYCLE,
    replace: [[`sendReport(state, context, { kind: 'started', taskId, attempt });`, '']],
  },
  {
    name: 'running-stopped-on-disconnect',
    change: 'A slave stops its running attempt when it loses its master',
    consequence: 'running tasks are started again after every crash of a master',
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
    change: 'A draining slave leaves before its reports are acknowledged',
    consequence: 'a finished attempt is neither acknowledged nor refused, but its slave has left',
    file: DRAIN,
    replace: [['!isBusy(state) && state.outbox.size === 0)', '!isBusy(state))']],
  },
  {
    name: 'draining-slave-takes-tasks',
    change: 'A draining slave still starts assignments',
    consequence: 'an attempt is started by a slave that was asked to stop before',
    file: ATTEMPT_LIFECYCLE,
    replace: [[`if (state.draining) return 'draining';`, '']],
  },
  {
    name: 'one-address-only',
    change: 'A slave never tries another address',
    consequence: 'it never finds a leader at another address',
    file: RECONNECT,
    replace: [['const next = (index + 1) % state.config.addresses.length;', 'const next = index;']],
  },
  {
    name: 'forgetful-slave-stays',
    change: 'A draining slave that forgets its reports together with an epoch does not leave',
    consequence: 'it leaves only at its drain timeout',
    file: STEP,
    replace: [['        return leaveIfDrained(state, context);\n', '        return;\n']],
    test: 'packages/slave/test/drain.test.ts',
  },
];
