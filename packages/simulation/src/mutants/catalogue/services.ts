import type { Mutant } from '../mutant.ts';

const MASTER = 'packages/master/src';
const MASTER_TEST = 'packages/master/test';

/** Bugs in what programs request of a master: that tasks are submitted, and what becomes of them. */
export const SERVICE_MUTANTS: readonly Mutant[] = [
  {
    name: 'insertion-forgotten-in-pass',
    change: 'Any page counts as having read the tasks that were just inserted, also the last one of an earlier pass',
    consequence: 'a task that was submitted waits for a second although slaves are idle',
    file: `${MASTER}/core/leader/ready-queue.ts`,
    replace: [['if (cursors[state].next === null) cursors[state].inserted', 'cursors[state].inserted']],
    test: `${MASTER_TEST}/core/ready-queue.test.ts`,
  },
  {
    name: 'cancellation-told-early',
    change: 'A program is told that its task is cancelled before that is durable',
    consequence: 'the leader dies, the task is run after all, and the program believes that it is not',
    file: `${MASTER}/core/leader/commands.ts`,
    replace: [
      [
        "return cancel(leadership, context, task, command.reason, [done(id, 'cancelled')]);",
        "context.effects.push(done(id, 'cancelled')); return cancel(leadership, context, task, command.reason, []);",
      ],
    ],
  },
  {
    name: 'cancelled-still-ready',
    change: 'A task that is cancelled stays in the ready queue',
    consequence: 'it is placed after it was cancelled',
    file: `${MASTER}/core/leader/task-lifecycle.ts`,
    replace: [
      [
        "[...abort, ...effects]);\n  setPhase(leadership, task, { kind: 'settling' }, context.nowMs);",
        "[...abort, ...effects]);\n  if (task.phase.kind !== 'ready') setPhase(leadership, task, { kind: 'settling' }, context.nowMs);",
      ],
    ],
  },
  {
    name: 'cancelled-not-stopped',
    change: 'The slave of a task that is cancelled is not told to stop it',
    consequence: 'it runs on, and its slave is assigned the next task, which it cannot start',
    file: `${MASTER}/core/leader/task-lifecycle.ts`,
    replace: [['[...abort, ...effects]', '[...effects]']],
  },
  {
    name: 'command-by-stale-document',
    change: 'A command is answered by what was read before its task came into memory and left it again',
    consequence: 'a program is told that a task does not exist which has succeeded',
    file: `${MASTER}/core/leader/commands.ts`,
    replace: [['else if (departed)', 'else if (departed && document !== null)']],
    test: `${MASTER_TEST}/core/commands.test.ts`,
  },
  {
    name: 'command-executed-while-stopping',
    change: 'A leader that stops executes a command when the document of its task arrives',
    consequence: 'it decides something after the end of its epoch',
    file: `${MASTER}/core/roles/stopping.ts`,
    replace: [["'assigned', 'task']", "'assigned']"]],
  },
  {
    name: 'released-failures-kept',
    change: 'The failures of a task stay in its document if it is released and parked again at the same time',
    consequence: 'a successor parks it too early when it is released once more',
    file: `${MASTER}/store/memory-updates.ts`,
    replace: [['parked && onlyParks(update)', 'parked && history.length === 0']],
  },
];
