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
];
