import { takeEntry, takeSenseless } from '../src/index.ts';
import {
  about,
  BEGAN,
  ENDED,
  entryOf,
  JOINED,
  JOINED_AGAIN,
  LOST,
  PARKED,
  promise,
  SECOND,
  STRANGER,
  takeFacts,
} from './table.ts';

promise(
  'ledger-has-no-gap',
  [
    [
      'two entries, 1 and 2',
      ({ ledger, report }) => {
        takeEntry(ledger, entryOf(1, [BEGAN]), report);
        takeEntry(ledger, entryOf(2, []), report);
      },
    ],
  ],
  [
    [
      'the first entry is 2',
      ({ ledger, report }) => takeEntry(ledger, entryOf(2, [BEGAN]), report),
      /^entry 2 stands where entry 1 must$/,
    ],
    [
      'an entry comes twice',
      ({ ledger, report }) => {
        takeEntry(ledger, entryOf(1, [BEGAN]), report);
        takeEntry(ledger, entryOf(1, []), report);
      },
      /^entry 1 stands where entry 2 must$/,
    ],
  ],
);

const SECOND_BEGAN = { kind: 'epoch.began', name: 'master', instance: 'master-b' } as const;
const SECOND_REIGN = { epoch: 2, by: 'master-b' };

promise(
  'reigns-in-order',
  [
    [
      'a reign ends, and the next begins',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, ENDED);
        takeEntry(stage.ledger, entryOf(4, [SECOND_BEGAN, JOINED], SECOND_REIGN), stage.report);
      },
    ],
  ],
  [
    ['something is decided before any reign', (stage) => takeFacts(stage, JOINED), /its epoch 1 has not begun/],
    [
      'something is decided in a reign 0, by nobody',
      ({ ledger, report }) => takeEntry(ledger, entryOf(1, [JOINED], { epoch: 0, by: '' }), report),
      /its epoch 0 has not begun/,
    ],
    [
      'an epoch is left out',
      ({ ledger, report }) => takeEntry(ledger, entryOf(1, [BEGAN], { epoch: 2 }), report),
      /its epoch is 2, and must be 1/,
    ],
    [
      'a reign begins in the middle of an entry',
      (stage) => {
        takeFacts(stage, BEGAN);
        takeEntry(stage.ledger, entryOf(2, [JOINED, SECOND_BEGAN], SECOND_REIGN), stage.report);
      },
      /it does not stand at the beginning of its entry/,
    ],
    [
      'somebody else says that it began',
      ({ ledger, report }) => takeEntry(ledger, entryOf(1, [BEGAN], { by: 'master-b' }), report),
      /written by another, master-b/,
    ],
    [
      'somebody else writes in it',
      (stage) => {
        takeFacts(stage, BEGAN);
        takeEntry(stage.ledger, entryOf(2, [JOINED], { by: 'master-b' }), stage.report);
      },
      /written by master-b in the reign of master-a/,
    ],
    [
      'a master of an earlier reign writes on',
      (stage) => {
        takeFacts(stage, BEGAN);
        takeEntry(stage.ledger, entryOf(2, [SECOND_BEGAN], SECOND_REIGN), stage.report);
        takeFacts(stage, JOINED);
      },
      /its epoch 1 falls behind 2/,
    ],
    ['it writes after its end', (stage) => takeFacts(stage, BEGAN, ENDED, JOINED), /its reign ended with entry 2/],
  ],
);

promise(
  'moves-are-legal',
  [
    [
      'a task is placed, runs, is killed, and is placed again',
      (stage) =>
        takeFacts(
          stage,
          BEGAN,
          JOINED,
          about('task.placed'),
          about('task.running'),
          about('task.killed'),
          about('task.placed', SECOND),
        ),
    ],
    [
      'a task is set aside, mended, and placed',
      (stage) => takeFacts(stage, BEGAN, JOINED, PARKED, about('task.placed')),
    ],
    [
      'a task is set aside and mended between two attempts',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.returned'));
        takeFacts(stage, PARKED, about('task.placed', SECOND));
      },
    ],
  ],
  [
    [
      'a task runs that was not placed',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.running')),
      /task\.running of task#1 in entry 3: .*it is assigned to nobody/,
    ],
    [
      'the first attempt is the second',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed', SECOND)),
      /the attempt after 0 must be 1/,
    ],
    [
      'a fact cannot be understood',
      ({ ledger, report }) => {
        const entry = entryOf(1, [BEGAN]);
        takeEntry(ledger, entry, report);
        takeSenseless(ledger, entry, PARKED, 'it is of no kind', report);
      },
      /task\.parked of task in entry 1: it is of no kind/,
    ],
  ],
);

promise(
  'slaves-join-first',
  [
    [
      'a slave joins, is given a task, and is lost',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed'), LOST),
    ],
    ['it comes back as another life', (stage) => takeFacts(stage, BEGAN, JOINED, LOST, JOINED_AGAIN)],
    [
      'a task is taken back from a slave that is lost',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed'), LOST, about('task.returned')),
    ],
  ],
  [
    [
      'a task is placed on a slave that is not there',
      (stage) => takeFacts(stage, BEGAN, about('task.placed')),
      /that slave had not joined in this reign/,
    ],
    [
      'a task is placed on a life that is over',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed', STRANGER)),
      /that slave had not joined in this reign/,
    ],
    [
      'a task is said to run on a slave that is lost',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed'), LOST, about('task.running')),
      /task\.running .*that slave had not joined in this reign/,
    ],
    [
      'a task is said to have succeeded on a slave that is lost',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed'), LOST, about('task.success')),
      /task\.success .*that slave had not joined in this reign/,
    ],
    [
      'a new reign takes for granted who had joined in the last',
      (stage) => {
        takeFacts(stage, BEGAN, JOINED);
        takeEntry(stage.ledger, entryOf(3, [SECOND_BEGAN, LOST], SECOND_REIGN), stage.report);
      },
      /it had not joined in this reign/,
    ],
    ['a slave joins twice', (stage) => takeFacts(stage, BEGAN, JOINED, JOINED), /slave\/slave-a is there already/],
  ],
);

promise(
  'one-success',
  [['a task succeeds', (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.success'))]],
  [
    [
      'it succeeds again',
      (stage) => takeFacts(stage, BEGAN, JOINED, about('task.placed'), about('task.success'), about('task.success')),
      /succeeded 2 times: task\.success of task#1 in entry 4, task\.success of task#1 in entry 5/,
      // The transition table does not have it either: the rule stands on its own, whatever the table says.
      ['moves-are-legal'],
    ],
  ],
);
