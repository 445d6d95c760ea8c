import type { Mutant } from './mutant.ts';

const APPENDER = 'packages/master/src/core/appender.ts';
const LEADING = 'packages/master/src/core/leading.ts';
const MASTER = 'packages/master/src/core/master.ts';
const PLACEMENT = 'packages/master/src/core/placement.ts';

/** Slips in writing the ledger, and in holding back what must wait for it. */
export const LEDGER_MUTANTS: readonly Mutant[] = [
  {
    name: 'effect-before-fact',
    slip: 'Effects are released when their entry is handed to the database, not when it is durable',
    shows: 'a slave is told to run what the ledger does not hold yet',
    file: LEADING,
    replace: [
      [
        `if (entry !== null) ask(turn, { kind: 'append', entry });`,
        `if (entry !== null) {
    ask(turn, { kind: 'append', entry });
    turn.effects.push(...(reign.appender.inFlight?.effects.splice(0) ?? []));
  }`,
      ],
    ],
  },
  {
    name: 'effect-when-decided',
    slip: 'Effects are released as soon as their facts are decided',
    shows: 'a slave is told to run what the ledger does not hold yet',
    file: APPENDER,
    replace: [
      [
        'appender.waiting.push({ facts, effects: [...effects] });',
        `appender.waiting.push({ facts, effects: [] });
    turn.effects.push(...effects);`,
      ],
    ],
  },
  {
    name: 'words-overtake-facts',
    slip: 'What is said without a fact of its own does not wait for what was decided before it',
    shows: 'a slave is told to drop an attempt that the ledger still holds it responsible for',
    file: APPENDER,
    replace: [
      [
        `const gate = appender.waiting.at(-1) ?? appender.inFlight;
  (gate === null ? turn : gate).effects.push(...effects);`,
        'turn.effects.push(...effects);',
      ],
    ],
  },
  {
    name: 'lost-reply-next-number',
    slip: 'A reply that does not come is taken for a failure, and the entry appended again under the next number',
    shows: 'the ledger holds the same facts twice',
    file: APPENDER,
    replace: [
      [
        'if (appender.inFlight !== null || appender.dueMs > nowMs) return null;',
        `const late = appender.inFlight;
  if (late !== null && wallMs - late.entry.atMs > 300) {
    appender.waiting.unshift({ facts: late.entry.facts, effects: late.effects });
    appender.last += 1;
    appender.dueMs = nowMs;
    appender.inFlight = null;
  }
  if (appender.inFlight !== null || appender.dueMs > nowMs) return null;`,
      ],
      [
        'if (inFlight?.entry.number !== number) throw',
        `if (inFlight?.entry.number !== number) return [];
  if (inFlight === null) throw`,
      ],
    ],
  },
  {
    name: 'two-appends-in-flight',
    slip: 'An entry is appended while another is in flight',
    shows: 'both bear the same number, so one of them is taken for the other, and its facts are nowhere',
    file: APPENDER,
    replace: [
      [
        'if (appender.inFlight !== null || appender.dueMs > nowMs) return null;',
        'if (appender.dueMs > nowMs) return null;',
      ],
    ],
  },
  {
    name: 'collision-next-number',
    slip: 'A collision is answered by trying the next number',
    shows: 'a master that was deposed while frozen writes into the reign of its successor',
    file: MASTER,
    replace: [
      [
        `if (response.kind === 'append.collided' || response.kind === 'control.superseded')`,
        `if (response.kind === 'append.collided' && role.kind === 'leading' && role.reign.appender.inFlight !== null) {
    const { entry, effects } = role.reign.appender.inFlight;
    const next = { ...entry, number: response.number + 1 };
    role.reign.appender.inFlight = { entry: next, effects };
    return ask(turn, { kind: 'append', entry: next });
  }
  if (response.kind === 'append.collided' || response.kind === 'control.superseded')`,
      ],
    ],
  },
  {
    name: 'acknowledged-when-decided',
    slip: 'A report is acknowledged when its success is decided, not when that is durable',
    shows: 'a slave forgets a report that the ledger does not hold yet',
    file: PLACEMENT,
    replace: [
      [
        `decide(reign, turn, [{ kind: 'task.success', ...placementOf(task, assignment) }], effects);`,
        `decide(reign, turn, [{ kind: 'task.success', ...placementOf(task, assignment) }]);
  turn.effects.push(...effects);`,
      ],
    ],
  },
  {
    name: 'assigned-when-decided',
    slip: 'A task is pushed to its slave when that is decided, not when it is durable',
    shows: 'a slave runs an attempt that the ledger does not hold',
    file: PLACEMENT,
    replace: [
      [
        `decide(reign, turn, [{ kind: 'task.placed', ...placement }], [assignEffect(task, session)]);`,
        `turn.effects.push(assignEffect(task, session));
  decide(reign, turn, [{ kind: 'task.placed', ...placement }]);`,
      ],
    ],
  },
];
