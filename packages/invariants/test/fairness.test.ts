import type { Fact } from '@steadfast/master/core/ledger/facts';
import { recordEntry } from '../src/index.ts';
import { BEGAN, describePromise, ENDED, entryOf, factOf, FIRST_ATTEMPT, JOINED, recordFacts } from './promise-cases.ts';

/** Returns the placement of an attempt. */
function placed(taskId: string, attempt = 1): Fact {
  return factOf('task.placed', { ...FIRST_ATTEMPT, taskId, attempt });
}

/** Returns the end of an attempt on a lost slave. */
function returned(taskId: string, attempt = 1): Fact {
  return factOf('task.returned', { ...FIRST_ATTEMPT, taskId, attempt });
}

/** Returns an attempt that is placed and revoked, as facts. */
function tried(taskId: string, attempt = 1): Fact[] {
  return [placed(taskId, attempt), returned(taskId, attempt)];
}

/** The facts with which epoch 1 begins, and after which two tasks wait that were revoked in order. */
const TWO_REVOKED = [BEGAN, JOINED, placed('a'), placed('b'), returned('a'), returned('b')] as const;

const SECOND_BEGAN: Fact = { kind: 'epoch.began', name: 'master', instance: 'master-b' };

describePromise(
  'nothing-starves',
  [
    [
      'a revoked task that takes turns with fresh ones, and is revoked again',
      (records) =>
        recordFacts(records, BEGAN, JOINED, ...tried('a'), ...tried('a', 2), placed('b'), placed('a', 3), placed('c')),
    ],
    [
      'revoked tasks that are placed in order',
      (records) => recordFacts(records, ...TWO_REVOKED, placed('a', 2), placed('c'), placed('b', 2)),
    ],
    [
      'fresh tasks in a row while no revoked one waits',
      (records) => recordFacts(records, BEGAN, JOINED, placed('a'), placed('b'), placed('c')),
    ],
    [
      'fresh tasks in a row while a task waits that was revoked in an earlier epoch: the leader may not know it yet',
      (records) => {
        recordFacts(records, BEGAN, JOINED, ...tried('a'), ENDED);
        const facts = [SECOND_BEGAN, JOINED, placed('b'), placed('c')];
        recordEntry(records.ledger, entryOf(6, facts, { epoch: 2, by: 'master-b' }), records.report);
      },
    ],
    [
      'any order of tasks that are revoked while 500 wait already',
      (records) => {
        const many = Array.from({ length: 500 }, (_, index) => `t${index}`);
        recordFacts(records, BEGAN, JOINED, placed('a'), placed('b'), ...many.map((taskId) => placed(taskId)));
        recordFacts(records, ...many.map((taskId) => returned(taskId)), returned('a'), returned('b'));
        recordFacts(records, placed('b', 2), placed('a', 2));
      },
    ],
  ],
  [
    [
      'two fresh tasks in a row that overtake a revoked one',
      (records) => recordFacts(records, ...TWO_REVOKED, placed('d'), placed('c')),
      /^task\.placed of c#1 in entry 8 overtook a, which has waited since entry 5, right after d$/,
    ],
    [
      'a revoked task that overtakes one revoked earlier',
      (records) => recordFacts(records, ...TWO_REVOKED, placed('b', 2)),
      /^task\.placed of b#2 in entry 7 overtook a, which has waited since entry 5, and was revoked later$/,
    ],
  ],
);
