import type { Mutant } from '../mutant.ts';

const ASSIGNMENT = 'packages/slave/src/core/assignment.ts';
const DRAIN = 'packages/slave/src/core/drain.ts';
const OUTBOX = 'packages/slave/src/core/outbox.ts';
const SEARCH = 'packages/slave/src/core/search.ts';
const SESSION = 'packages/slave/src/core/session.ts';
const SLAVE = 'packages/slave/src/core/step.ts';

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
    replace: [['`${attempt} ${taskId}`', 'taskId']],
  },
  {
    name: 'outbox-cleared-on-disconnect',
    change: 'Reports that wait are forgotten when the session ends',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave knows nothing of it',
    file: SESSION,
    replace: [
      [
        `if (phase.kind === 'ending' && phase.next`,
        `state.outbox.clear();\n  if (phase.kind === 'ending' && phase.next`,
      ],
    ],
  },
  {
    name: 'report-dropped-when-not-connected',
    change: 'What finishes while there is no session is not kept to be reported later',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave knows nothing of it',
    file: ASSIGNMENT,
    replace: [['addReport(state.outbox,', `if (state.phase.kind === 'welcomed') addReport(state.outbox,`]],
  },
  {
    name: 'acknowledgement-not-awaited',
    change: 'A report that was sent is forgotten without waiting for its acknowledgement',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave knows nothing of it',
    file: ASSIGNMENT,
    replace: [['addReport(state.outbox,', `if (state.phase.kind !== 'welcomed') addReport(state.outbox,`]],
  },
  {
    name: 'finished-not-replayed',
    change: 'Reports that wait are not sent again in a new session',
    consequence: 'a task that finished while no master was there never ends',
    file: SESSION,
    replace: [[`effects.push(send({ kind: 'finished', taskId: waiting.taskId, attempt: waiting.attempt }));`, '']],
  },
  {
    name: 'abort-ignored',
    change: 'A slave does not hear that an attempt counts no more',
    consequence: 'its report stays in the outbox for ever',
    file: SLAVE,
    replace: [['return aborted(state, message);', 'return [];']],
  },
  {
    name: 'abort-not-carried-out',
    change: 'A slave says that it stopped an attempt, and lets it run on',
    consequence: 'one slave runs two tasks at a time',
    file: ASSIGNMENT,
    replace: [
      [
        `{ kind: 'abort execution' },
      log(`,
        'log(',
      ],
    ],
  },
  {
    name: 'abort-hits-a-newer-attempt',
    change: 'What stops one attempt of a task stops any other attempt of it',
    consequence: 'the answer to an old report stops the next attempt, and the report stays in the outbox',
    file: ASSIGNMENT,
    replace: [
      [
        'if (running === null || !isSame(running, attempt)) return null;',
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
    file: ASSIGNMENT,
    replace: [[`...report(state, { kind: 'started', taskId, attempt }),`, '']],
  },
  {
    name: 'running-stopped-on-disconnect',
    change: 'A slave that lost its master stops what it runs',
    consequence: 'what runs is begun again after every death of a master',
    file: SESSION,
    replace: [
      [
        `return [...logEnd(state, reason), ...(lost`,
        `const stopped: Effect[] = state.running === null ? [] : [{ kind: 'abort execution' }];
  state.running = null;
  return [...stopped, ...logEnd(state, reason), ...(lost`,
      ],
    ],
  },
  {
    name: 'leaves-with-reports',
    change: 'A slave that is asked to stop leaves before its reports are acknowledged',
    consequence: 'a finished attempt is neither acknowledged nor refused, and its slave has left in order',
    file: DRAIN,
    replace: [['state.running === null && state.outbox.size === 0 ?', 'state.running === null ?']],
  },
  {
    name: 'draining-slave-takes-tasks',
    change: 'A slave that was asked to stop still begins what is assigned to it',
    consequence: 'an attempt is started by a slave that was asked to stop before',
    file: ASSIGNMENT,
    replace: [[`if (state.draining) return 'draining';`, '']],
  },
  {
    name: 'one-address-only',
    change: 'A slave tries the same address again and again',
    consequence: 'it never finds a leader that is elsewhere',
    file: SEARCH,
    replace: [['const next = (address + 1) % state.config.addresses.length;', 'const next = address;']],
  },
];
