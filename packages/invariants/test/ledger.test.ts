import { recordEntry, recordMalformedFact } from '../src/index.ts';
import {
  ADOPTED,
  BEGAN,
  describePromise,
  ENDED,
  entryOf,
  factOf,
  JOINED,
  LOST,
  OTHER_INSTANCE,
  OTHER_JOINED,
  PARKED,
  recordFacts,
  SECOND_ATTEMPT,
} from './promise-cases.ts';

describePromise(
  'ledger-has-no-gap',
  [
    [
      'entries 1 and 2',
      ({ ledger, report }) => {
        recordEntry(ledger, entryOf(1, [BEGAN]), report);
        recordEntry(ledger, entryOf(2, []), report);
      },
    ],
  ],
  [
    [
      'a ledger that starts with entry 2',
      ({ ledger, report }) => recordEntry(ledger, entryOf(2, [BEGAN]), report),
      /^found entry 2, expected entry 1$/,
    ],
    [
      'an entry number that is used twice',
      ({ ledger, report }) => {
        recordEntry(ledger, entryOf(1, [BEGAN]), report);
        recordEntry(ledger, entryOf(1, []), report);
      },
      /^found entry 1, expected entry 2$/,
    ],
  ],
);

const SECOND_BEGAN = { kind: 'epoch.began', name: 'master', instance: 'master-b' } as const;
const SECOND_EPOCH = { epoch: 2, by: 'master-b' };

describePromise(
  'epochs-in-order',
  [
    [
      'an epoch that skips numbers, which a control document had used',
      ({ ledger, report }) => recordEntry(ledger, entryOf(1, [BEGAN], { epoch: 51 }), report),
    ],
    [
      'an epoch that ends before the next begins',
      (records) => {
        recordFacts(records, BEGAN, JOINED, ENDED);
        recordEntry(records.ledger, entryOf(4, [SECOND_BEGAN, JOINED], SECOND_EPOCH), records.report);
      },
    ],
  ],
  [
    ['a fact before the first epoch', (records) => recordFacts(records, JOINED), /its epoch 1 has not begun/],
    [
      'a fact of epoch 0 without a writer',
      ({ ledger, report }) => recordEntry(ledger, entryOf(1, [JOINED], { epoch: 0, by: '' }), report),
      /its epoch 0 has not begun/,
    ],
    [
      'an epoch that is used twice',
      (records) => {
        recordFacts(records, BEGAN);
        recordEntry(records.ledger, entryOf(2, [SECOND_BEGAN], { ...SECOND_EPOCH, epoch: 1 }), records.report);
      },
      /its epoch is 1, expected more than 1/,
    ],
    [
      'an epoch 0',
      ({ ledger, report }) => recordEntry(ledger, entryOf(1, [BEGAN], { epoch: 0 }), report),
      /its epoch is 0, expected more than 0/,
    ],
    [
      'an epoch that begins in the middle of an entry',
      (records) => {
        recordFacts(records, BEGAN);
        recordEntry(records.ledger, entryOf(2, [JOINED, SECOND_BEGAN], SECOND_EPOCH), records.report);
      },
      /it is not the first fact of its entry/,
    ],
    [
      'an epoch.began that another master wrote',
      ({ ledger, report }) => recordEntry(ledger, entryOf(1, [BEGAN], { by: 'master-b' }), report),
      /written by another master, master-b/,
    ],
    [
      'an entry that another master wrote',
      (records) => {
        recordFacts(records, BEGAN);
        recordEntry(records.ledger, entryOf(2, [JOINED], { by: 'master-b' }), records.report);
      },
      /written by master-b in the epoch of master-a/,
    ],
    [
      'an entry of an older epoch',
      (records) => {
        recordFacts(records, BEGAN);
        recordEntry(records.ledger, entryOf(2, [SECOND_BEGAN], SECOND_EPOCH), records.report);
        recordFacts(records, JOINED);
      },
      /its epoch 1 is older than the current epoch 2/,
    ],
    [
      'an entry after the end of its epoch',
      (records) => recordFacts(records, BEGAN, ENDED, JOINED),
      /its epoch ended with entry 2/,
    ],
  ],
);

describePromise(
  'moves-are-legal',
  [
    [
      'a task that is placed, runs, is killed and is placed again',
      (records) =>
        recordFacts(
          records,
          BEGAN,
          JOINED,
          factOf('task.placed'),
          factOf('task.running'),
          factOf('task.killed'),
          factOf('task.placed', SECOND_ATTEMPT),
        ),
    ],
    [
      'a task that continues after the attempts of another ledger',
      (records) => recordFacts(records, BEGAN, JOINED, ADOPTED, factOf('task.placed', SECOND_ATTEMPT)),
    ],
    [
      'a task that is parked, repaired and placed',
      (records) => recordFacts(records, BEGAN, JOINED, PARKED, factOf('task.placed')),
    ],
    [
      'a task that is parked and repaired between two attempts',
      (records) => {
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.returned'));
        recordFacts(records, PARKED, factOf('task.placed', SECOND_ATTEMPT));
      },
    ],
  ],
  [
    [
      'a task that runs without having been placed',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.running')),
      /task\.running of task#1 in entry 3: .*it is not assigned/,
    ],
    [
      'a task with attempt 2 as its first',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed', SECOND_ATTEMPT)),
      /the attempt after 0 must be 1/,
    ],
    [
      'an adopted task with attempts that start over',
      (records) => recordFacts(records, BEGAN, JOINED, ADOPTED, factOf('task.placed')),
      /the attempt after 1 must be 2/,
    ],
    [
      'a malformed fact',
      ({ ledger, report }) => {
        const entry = entryOf(1, [BEGAN]);
        recordEntry(ledger, entry, report);
        recordMalformedFact(ledger, entry, PARKED, 'its kind is unknown', report);
      },
      /task\.parked of task in entry 1: its kind is unknown/,
    ],
  ],
);

describePromise(
  'slaves-join-first',
  [
    [
      'a slave that joins, is assigned a task and is lost',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed'), LOST),
    ],
    [
      'a lost slave that rejoins as a new instance',
      (records) => recordFacts(records, BEGAN, JOINED, LOST, OTHER_JOINED),
    ],
    [
      'a task that is returned from a lost slave',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed'), LOST, factOf('task.returned')),
    ],
  ],
  [
    [
      'a task that is placed on a slave that has not joined',
      (records) => recordFacts(records, BEGAN, factOf('task.placed')),
      /that slave had not joined in this epoch/,
    ],
    [
      'a task that is placed on another instance of a joined slave',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed', OTHER_INSTANCE)),
      /that slave had not joined in this epoch/,
    ],
    [
      'a task that runs on a lost slave',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed'), LOST, factOf('task.running')),
      /task\.running .*that slave had not joined in this epoch/,
    ],
    [
      'a task that succeeds on a lost slave',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed'), LOST, factOf('task.success')),
      /task\.success .*that slave had not joined in this epoch/,
    ],
    [
      'a slave that is lost in an epoch which it had not joined',
      (records) => {
        recordFacts(records, BEGAN, JOINED);
        recordEntry(records.ledger, entryOf(3, [SECOND_BEGAN, LOST], SECOND_EPOCH), records.report);
      },
      /it had not joined in this epoch/,
    ],
    [
      'a slave that joins twice',
      (records) => recordFacts(records, BEGAN, JOINED, JOINED),
      /slave\/slave-a has already joined/,
    ],
  ],
);

describePromise(
  'one-success',
  [
    [
      'a task that succeeds once',
      (records) => recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.success')),
    ],
  ],
  [
    [
      'a task that succeeds twice',
      (records) =>
        recordFacts(records, BEGAN, JOINED, factOf('task.placed'), factOf('task.success'), factOf('task.success')),
      /succeeded 2 times: task\.success of task#1 in entry 4, task\.success of task#1 in entry 5/,
      // The transition table rejects it as well; the rule must hold even if the table did not.
      ['moves-are-legal'],
    ],
  ],
);
