import type { Mutant } from '../mutant.ts';

const MASTER = 'packages/master/src';
const SLAVE = 'packages/slave/src';

/** Only worlds that run the real drivers can catch these. */
type DriverMutant = Omit<Mutant, 'drivers'>;

/** Bugs in the drivers of a master: its requests to the store, and the loop around its core. */
const MASTER_DRIVER_MUTANTS: readonly DriverMutant[] = [
  {
    name: 'deadline-ignored',
    change: 'A request to the store has no deadline',
    consequence: 'a leader stops forever if its append is never answered',
    file: `${MASTER}/store/deadline-port.ts`,
    replace: [
      [
        'const cancelTimer = after(deadlineMs, () => settleOnce({ ok: false, error: new DeadlineExceeded() }));',
        'const cancelTimer = (): void => undefined;',
      ],
    ],
  },
  {
    name: 'late-response-delivered',
    change: 'A response is delivered although it came after its deadline, or a second time',
    consequence: 'an entry is appended that is not in flight any more',
    file: `${MASTER}/store/deadline-port.ts`,
    replace: [['if (!pending) return;', '']],
  },
  {
    name: 'lost-connection-kept',
    change: 'A connection on which a request has exceeded its deadline is used again',
    consequence: 'every later request on it waits for its deadline, too',
    file: `${MASTER}/store/deadline-port.ts`,
    replace: [['      replace(connection);\n', '']],
  },
  {
    name: 'response-delivered-twice',
    change: 'The response of a store is delivered to the core twice',
    consequence: 'an entry is appended that is not in flight any more',
    file: `${MASTER}/execute-effect.ts`,
    replace: [
      [
        'if (outcome.result !== null) deliver({',
        `if (outcome.result !== null) deliver({ kind: 'store', generation, response: outcome.result });
      if (outcome.result !== null) deliver({`,
      ],
    ],
  },
  {
    name: 'failure-not-retried',
    change: 'A request to the store that failed is not repeated',
    consequence: 'a master waits for a response forever',
    file: `${MASTER}/store-retry.ts`,
    replace: [['timers.after(backoffMs, attempt);', '']],
  },
  {
    name: 'lookup-slot-kept',
    change: 'A lookup of a report does not make room for the next one when it is over',
    consequence: 'reports of stale attempts are not answered any more after the first few',
    file: `${MASTER}/report-lookups.ts`,
    replace: [['    inProgress -= 1;\n', '']],
  },
  {
    name: 'effects-out-of-order',
    change: 'The effects of one step are executed in the reverse order',
    consequence: 'a slave receives an assignment before Welcome',
    file: `${MASTER}/execute-effect.ts`,
    replace: [
      [
        'for (const effect of effects) executeEffect(context, effect);',
        'for (const effect of effects.toReversed()) executeEffect(context, effect);',
      ],
    ],
  },
  {
    name: 'tick-not-repeated',
    change: 'A master receives only one tick',
    consequence: 'no standby ever notices that the leader is silent',
    file: `${MASTER}/driver.ts`,
    replace: [['    timers.after(TICK_MS, tick);\n', '']],
  },
  {
    name: 'stop-does-not-wait',
    change: 'A master that is asked to stop exits at once',
    consequence: 'its epoch does not end in the ledger',
    file: `${MASTER}/driver.ts`,
    replace: [
      [
        `deliver({ kind: 'stop', reason });`,
        `deliver({ kind: 'stop', reason });\n    end({ ok: true, result: undefined });`,
      ],
    ],
  },
  {
    name: 'first-fact-not-logged',
    change: 'The first fact of an entry is not logged',
    consequence: 'the log differs from the ledger',
    file: `${MASTER}/execute-effect.ts`,
    replace: [
      [
        'for (const index of effect.entry.facts.keys()) logger',
        'for (const index of effect.entry.facts.keys()) if (index > 0) logger',
      ],
    ],
  },
];

/** Bugs in the sessions at either end. */
const SESSION_DRIVER_MUTANTS: readonly DriverMutant[] = [
  {
    name: 'master-drops-blocked-messages',
    change: 'A master drops messages while the stream of a session is full',
    consequence: 'a report is not acknowledged while the session lasts',
    file: `${MASTER}/message-queue.ts`,
    replace: [['push: (message) => void queue', 'push: (message) => writable && void queue']],
  },
  {
    name: 'master-ignores-back-pressure',
    change: 'A master writes to a stream that is full',
    consequence: 'messages to a slave that does not read fill the memory',
    file: `${MASTER}/message-queue.ts`,
    replace: [['= queue; writable && next', '= queue; next']],
  },
  {
    name: 'master-ignores-drain',
    change: 'A master does not continue to write when a stream has drained',
    consequence: 'its slave receives nothing more',
    file: `${MASTER}/session-table.ts`,
    replace: [['sessions.get(id)?.queue.drained()', 'undefined']],
  },
  {
    name: 'slave-drops-blocked-messages',
    change: 'A slave drops messages while its stream is full',
    consequence: 'a report does not reach the master while the session lasts',
    file: `${SLAVE}/message-sender.ts`,
    replace: [['queue.push(message);', 'if (writable) queue.push(message);']],
  },
  {
    name: 'slave-ignores-back-pressure',
    change: 'A slave writes to a stream that is full',
    consequence: 'messages to a master that does not read fill the memory',
    file: `${SLAVE}/message-sender.ts`,
    replace: [['while (writable && queue', 'while (queue']],
  },
  {
    name: 'slave-ignores-drain',
    change: 'A slave does not continue to write when its stream has drained',
    consequence: 'the master receives nothing more',
    file: `${SLAVE}/client-session.ts`,
    replace: [[`if (phase !== 'closed') sender.drained();`, '']],
  },
  {
    name: 'write-after-end',
    change: 'A slave writes to a stream that it has half-closed',
    consequence: 'the process crashes, and its running task with it',
    file: `${SLAVE}/message-sender.ts`,
    replace: [['if (ended) return true;', '']],
  },
  {
    name: 'session-closed-twice',
    change: 'A slave notices every error of a stream, also after its end',
    consequence: 'its core loses a session that it does not have',
    file: `${SLAVE}/client-session.ts`,
    replace: [[`    if (phase === 'closed') return;\n    phase = 'closed';`, `    phase = 'closed';`]],
  },
];

/** Bugs in the loop and the executor of a slave. */
const SLAVE_DRIVER_MUTANTS: readonly DriverMutant[] = [
  {
    name: 'aborted-execution-continues',
    change: 'An execution that is aborted is not stopped',
    consequence: 'it ends while another one is running',
    file: `${SLAVE}/executor.ts`,
    replace: [['    execution.cancelTimer();\n', '']],
  },
  {
    name: 'report-before-journal',
    change: 'A slave reports the end of an execution before it is in the journal',
    consequence: 'a success is recorded that nothing proves, if the slave crashes in between',
    file: `${SLAVE}/executor.ts`,
    replace: [
      [
        `  const failure = recordEnd(journal, endOf(actual), execution, nowMs);
  if (failure === null) onEnd(`,
        `  onEnd(eventOf(execution, actual, nowMs - execution.startedMs));
  const failure = recordEnd(journal, endOf(actual), execution, nowMs);
  if (failure === null) return;
  if (nowMs < 0) onEnd(`,
      ],
    ],
  },
  {
    name: 'early-timer-trusted',
    change: 'An execution ends when its timer fires, even if that is early',
    consequence: 'a task sleeps up to a millisecond less than it should',
    file: `${SLAVE}/executor.ts`,
    replace: [['if (remainingMs > 0) schedule', 'if (remainingMs > 1) schedule']],
  },
  {
    name: 'timer-not-rescheduled',
    change: 'The timer of an execution that fires early is not set again',
    consequence: 'the task never finishes',
    file: `${SLAVE}/executor.ts`,
    replace: [['if (remainingMs > 0) schedule(remainingMs);', 'if (remainingMs > 0) return;']],
  },
  {
    name: 'retry-timer-not-started',
    change: 'A slave does not start the timer after which it tries the next master',
    consequence: 'it never connects again',
    file: `${SLAVE}/execute-effect.ts`,
    replace: [['return retryTimer.start(context.random() * effect.maxDelayMs);', 'return;']],
  },
];

/** Bugs in the drivers of masters and slaves. */
export const DRIVER_MUTANTS: readonly Mutant[] = [
  ...MASTER_DRIVER_MUTANTS,
  ...SESSION_DRIVER_MUTANTS,
  ...SLAVE_DRIVER_MUTANTS,
].map((mutant) => Object.assign({}, mutant, { drivers: true } as const));
