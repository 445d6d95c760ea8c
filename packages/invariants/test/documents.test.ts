import { HISTORY_LIMIT } from '@steadfast/master/core/ledger/task-update';
import { documentDifferences, type FoundDocument } from '../src/index.ts';
import {
  ADOPTED,
  BEGAN,
  describePromise,
  factOf,
  FIRST_ATTEMPT,
  JOINED,
  PARKED,
  recordFacts,
  SECOND_ATTEMPT,
  type Records,
  type ViolationCase,
} from './promise-cases.ts';

function check({ ledger, report }: Records, document: FoundDocument, through?: number): void {
  for (const [field, found, wanted] of documentDifferences(document, ledger.tasks.get('task'), through))
    report('documents-follow', () => `${field} is ${JSON.stringify(found)}, by the ledger ${JSON.stringify(wanted)}`);
}

const NEW: FoundDocument = { taskId: 'task', state: 'created' };

function historyItem(event: string, atMs: number, attempt = 1, reason?: string) {
  return {
    event,
    atMs,
    epoch: 1,
    host: 'slave',
    attempt,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The document of a task that was placed in entry 3. */
const PLACED: FoundDocument = {
  ...NEW,
  host: 'slave',
  attempt: 1,
  assignment: { host: 'slave', instance: 'slave-a', epoch: 1, atMs: 30 },
  history: [historyItem('task.placed', 30)],
  rev: 3,
};

function place(records: Records): void {
  recordFacts(records, BEGAN, JOINED, factOf('task.placed'));
}

/** Returns the case of a placed task with a wrong value in one field of its document. */
function wrongField(name: string, fields: Partial<FoundDocument>, detail: RegExp): ViolationCase {
  return [
    name,
    (records) => {
      place(records);
      check(records, { ...PLACED, ...fields });
    },
    detail,
  ];
}

/** Places and returns a task a number of times. Returns its document, with the untruncated history. */
function placeRepeatedly(records: Records, times: number): FoundDocument {
  recordFacts(records, BEGAN, JOINED);
  const history = [];
  for (let attempt = 1; attempt <= times; attempt += 1) {
    const which = { ...FIRST_ATTEMPT, attempt };
    recordFacts(records, factOf('task.placed', which), factOf('task.returned', which));
    const atMs = records.ledger.last * 10;
    history.push(historyItem('task.placed', atMs - 10, attempt), historyItem('task.returned', atMs, attempt, 'lost'));
  }
  return { ...NEW, host: 'slave', attempt: times, history, rev: records.ledger.last };
}

describePromise(
  'documents-follow',
  [
    ['an untouched document', (records) => check(records, NEW)],
    [
      'a document that shows the placement of its task',
      (records) => {
        place(records);
        check(records, PLACED);
      },
    ],
    [
      'a document that is behind the ledger, with the matching revision',
      (records) => {
        place(records);
        recordFacts(records, factOf('task.running'));
        check(records, PLACED);
      },
    ],
    [
      'a document with a history that began in another ledger',
      (records) => {
        recordFacts(records, BEGAN, JOINED, ADOPTED, factOf('task.placed', SECOND_ATTEMPT));
        const assignment = { host: 'slave', instance: 'slave-a', epoch: 1, atMs: 40 };
        const history = [historyItem('task.placed', 1), historyItem('task.placed', 40, 2)];
        check(records, { ...PLACED, state: 'killed', attempt: 2, assignment, history, rev: 4 });
      },
    ],
    [
      'a parked document with invalid fields',
      (records) => {
        recordFacts(records, BEGAN, PARKED);
        check(records, { taskId: 'task', state: 7, parked: { reason: 'odd' }, rev: 2 });
      },
    ],
    [
      'a parked document repaired by the removal of its mark',
      (records) => {
        recordFacts(records, BEGAN, PARKED);
        check(records, { ...NEW, rev: 2 });
      },
    ],
    [
      'a truncated history that holds the latest items',
      (records) => {
        const document = placeRepeatedly(records, HISTORY_LIMIT);
        check(records, { ...document, history: (document.history as unknown[]).slice(-HISTORY_LIMIT) });
      },
    ],
  ],
  [
    wrongField('a wrong state', { state: 'running' }, /^state is "running", by the ledger "created"$/),
    wrongField('a wrong host', { host: 'other' }, /^host is "other", by the ledger "slave"$/),
    wrongField('a wrong attempt', { attempt: 2 }, /^attempt is 2, by the ledger 1$/),
    wrongField('a missing assignment', { assignment: null }, /^assignment is "none", by the ledger "slave/),
    wrongField('a mark of a task that is not parked', { parked: { reason: 'odd' } }, /^parked is "odd"/),
    wrongField('a missing history item', { history: [] }, /^history length is 0, by the ledger 1$/),
    wrongField(
      'a wrong history item',
      { history: [historyItem('task.returned', 30, 1, 'lost')] },
      /^history item 0 is .*task\.returned.*, by the ledger .*task\.placed/,
    ),
    wrongField('a revision ahead of the ledger', { rev: 4 }, /^rev is 4, by the ledger 3$/),
    [
      'a document that is behind the entry it must reflect',
      (records) => {
        place(records);
        recordFacts(records, factOf('task.running'));
        check(records, PLACED, Infinity);
      },
      /^rev is 3, by the ledger 4$/,
    ],
    [
      'a history longer than the limit',
      (records) => check(records, placeRepeatedly(records, HISTORY_LIMIT)),
      /^history length is 100, by the ledger 50$/,
    ],
    [
      'a wrong reason for parking',
      (records) => {
        recordFacts(records, BEGAN, PARKED);
        check(records, { ...NEW, parked: { reason: 'another' }, rev: 2 });
      },
      /^parked is "another", by the ledger "odd"$/,
    ],
  ],
);
