import type { Mutant } from '../mutant.ts';

const GROUP_COMMIT = 'packages/master/src/core/ledger/group-commit.ts';
const LEADER = 'packages/master/src/core/roles/leader.ts';
const PLACEMENT = 'packages/master/src/core/leader/placement.ts';
const TASK_LIFECYCLE = 'packages/master/src/core/leader/task-lifecycle.ts';
const WRITE_OUT = 'packages/master/src/core/leader/write-out.ts';

/** Bugs in appending to the ledger, and in holding back effects until their facts are durable. */
export const LEDGER_MUTANTS: readonly Mutant[] = [
  {
    name: 'effect-before-fact',
    change: 'Effects are released when their entry is sent to the database, not when it is durable',
    consequence: 'a slave is assigned an attempt that is not in the ledger yet',
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
    consequence: 'a slave is assigned an attempt that is not in the ledger yet',
    file: GROUP_COMMIT,
    replace: [
      [
        'groupCommit.backlog.push({ facts, effects: [...effects], textLength });',
        `groupCommit.backlog.push({ facts, effects: [], textLength });
    context.effects.push(...effects);`,
      ],
    ],
  },
  {
    name: 'messages-overtake-facts',
    change: 'Messages that need no fact of their own are sent before earlier facts are durable',
    consequence: 'a slave is told to abort an attempt that it is still responsible for in the ledger',
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
    change: 'An append without a reply is treated as failed, and the entry is appended again under the next number',
    consequence: 'the ledger contains the same facts twice',
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
    change: 'An entry is appended while another one is in flight',
    consequence: 'both entries have the same number, so one is mistaken for the other and its facts are lost',
    file: GROUP_COMMIT,
    replace: [
      [
        'if (groupCommit.inFlight !== null || groupCommit.dueMs > nowMs) return null;',
        'if (groupCommit.dueMs > nowMs) return null;',
      ],
    ],
  },
  {
    name: 'collision-next-number',
    change: 'A leader retries an append that collides under the next number',
    consequence: 'a master that was deposed while frozen writes into the epoch of its successor',
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
    change: 'A report is acknowledged when its success is decided, not when it is durable',
    consequence: 'a slave forgets a report that is not in the ledger yet',
    file: TASK_LIFECYCLE,
    replace: [
      [
        `decideTask(leadership, context, task, [result === undefined ? fact : { ...fact, result }], effects);`,
        `decideTask(leadership, context, task, [result === undefined ? fact : { ...fact, result }]);
  context.effects.push(...effects);`,
      ],
    ],
  },
  {
    name: 'assigned-when-decided',
    change: 'A task is assigned to its slave when the placement is decided, not when it is durable',
    consequence: 'a slave runs an attempt that is not in the ledger',
    file: PLACEMENT,
    replace: [
      [
        `decideTask(leadership, context, task, [{ kind: 'task.placed', ...placement }], [assign]);`,
        `context.effects.push(assign);
  decideTask(leadership, context, task, [{ kind: 'task.placed', ...placement }]);`,
      ],
    ],
  },
];
