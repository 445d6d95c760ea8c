import type { Mutant } from '../mutant.ts';

const APPENDER = 'packages/master/src/core/ledger/group-commit.ts';
const GROUP_COMMIT = 'packages/master/src/core/ledger/group-commit.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const PLACEMENT = 'packages/master/src/core/leader/placement.ts';
const TASK_LIFECYCLE = 'packages/master/src/core/leader/task-lifecycle.ts';
const WRITE_OUT = 'packages/master/src/core/leader/write-out.ts';

/** Slips in writing the ledger, and in holding back what must wait for it. */
export const LEDGER_MUTANTS: readonly Mutant[] = [
  {
    name: 'effect-before-fact',
    change: 'Effects are released when their entry is handed to the database, not when it is durable',
    consequence: 'a slave is told to run what the ledger does not hold yet',
    file: WRITE_OUT,
    replace: [
      [
        `if (entry !== null) requestStore(context, { kind: 'append', entry });`,
        `if (entry !== null) {
    requestStore(context, { kind: 'append', entry });
    context.effects.push(...(groupCommit.inFlight?.effects.splice(0) ?? []));
  }`,
      ],
    ],
  },
  {
    name: 'effect-when-decided',
    change: 'Effects are released as soon as their facts are decided',
    consequence: 'a slave is told to run what the ledger does not hold yet',
    file: GROUP_COMMIT,
    replace: [
      [
        'groupCommit.backlog.push({ facts, effects: [...effects] });',
        `groupCommit.backlog.push({ facts, effects: [] });
    context.effects.push(...effects);`,
      ],
    ],
  },
  {
    name: 'words-overtake-facts',
    change: 'What is said without a fact of its own does not wait for what was decided before it',
    consequence: 'a slave is told to drop an attempt that the ledger still holds it responsible for',
    file: GROUP_COMMIT,
    replace: [
      [
        `const gate = groupCommit.backlog.at(-1) ?? groupCommit.inFlight;
  (gate === null ? context : gate).effects.push(...effects);`,
        'context.effects.push(...effects);',
      ],
    ],
  },
  {
    name: 'lost-reply-next-number',
    change: 'A reply that does not come is taken for a failure, and the entry appended again under the next number',
    consequence: 'the ledger holds the same facts twice',
    file: GROUP_COMMIT,
    replace: [
      [
        'if (groupCommit.inFlight !== null || groupCommit.dueMs > nowMs) return null;',
        `const late = groupCommit.inFlight;
  if (late !== null && wallMs - late.entry.atMs > 300) {
    groupCommit.backlog.unshift({ facts: late.entry.facts, effects: late.effects });
    groupCommit.last += 1;
    groupCommit.dueMs = nowMs;
    groupCommit.inFlight = null;
  }
  if (groupCommit.inFlight !== null || groupCommit.dueMs > nowMs) return null;`,
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
    change: 'An entry is appended while another is in flight',
    consequence: 'both bear the same number, so one of them is taken for the other, and its facts are nowhere',
    file: APPENDER,
    replace: [
      [
        'if (groupCommit.inFlight !== null || groupCommit.dueMs > nowMs) return null;',
        'if (groupCommit.dueMs > nowMs) return null;',
      ],
    ],
  },
  {
    name: 'collision-next-number',
    change: 'A collision is answered by trying the next number',
    consequence: 'a master that was deposed while frozen writes into the reign of its successor',
    file: LEADER,
    replace: [
      [
        'if (isDeposition(event.response)) return depose(state, context, leadership.epoch);',
        `if (event.response.kind === 'append.collided' && leadership.groupCommit.inFlight !== null) {
        const { entry, effects } = leadership.groupCommit.inFlight;
        const next = { ...entry, number: event.response.number + 1 };
        leadership.groupCommit.inFlight = { entry: next, effects };
        requestStore(context, { kind: 'append', entry: next });
        return null;
      }
      if (isDeposition(event.response)) return depose(state, context, leadership.epoch);`,
      ],
    ],
  },
  {
    name: 'acknowledged-when-decided',
    change: 'A report is acknowledged when its success is decided, not when that is durable',
    consequence: 'a slave forgets a report that the ledger does not hold yet',
    file: TASK_LIFECYCLE,
    replace: [
      [
        `decideTask(leadership, context, task, { kind: 'task.success', ...placementOf(task, task.assignment) }, effects);`,
        `decideTask(leadership, context, task, { kind: 'task.success', ...placementOf(task, task.assignment) });
  context.effects.push(...effects);`,
      ],
    ],
  },
  {
    name: 'assigned-when-decided',
    change: 'A task is pushed to its slave when that is decided, not when it is durable',
    consequence: 'a slave runs an attempt that the ledger does not hold',
    file: PLACEMENT,
    replace: [
      [
        `decideTask(leadership, context, task, { kind: 'task.placed', ...placement }, [assign]);`,
        `context.effects.push(assign);
  decideTask(leadership, context, task, { kind: 'task.placed', ...placement });`,
      ],
    ],
  },
];
