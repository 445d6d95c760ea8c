import { HISTORY_LIMIT } from '@steadfast/master/core/ledger/projection';
import { documentDifferences, type DocumentFound } from '../src/index.ts';
import { about, ATTEMPT, BEGAN, JOINED, PARKED, promise, takeFacts, type Breach, type Stage } from './table.ts';

function check({ ledger, report }: Stage, document: DocumentFound, through?: number): void {
  for (const [field, found, wanted] of documentDifferences(document, ledger.tasks.get('task'), through))
    report('documents-follow', () => `${field} is ${JSON.stringify(found)}, by the ledger ${JSON.stringify(wanted)}`);
}

const NEW: DocumentFound = { taskId: 'task', state: 'created' };

function historyLine(event: string, atMs: number, attempt = 1, reason?: string) {
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
const PLACED: DocumentFound = {
  ...NEW,
  host: 'slave',
  attempt: 1,
  assignment: { host: 'slave', instance: 'slave-a', epoch: 1, atMs: 30 },
  history: [historyLine('task.placed', 30)],
  rev: 3,
};

function place(stage: Stage): void {
  takeFacts(stage, BEGAN, JOINED, about('task.placed'));
}

/** A document that differs in one field from what the ledger says. */
function differing(words: string, fields: Partial<DocumentFound>, detail: RegExp): Breach {
  return [
    words,
    (stage) => {
      place(stage);
      check(stage, { ...PLACED, ...fields });
    },
    detail,
  ];
}

/** Places a task and takes it back, so often; gives the document that tells all of it. */
function placeAgainAndAgain(stage: Stage, times: number): DocumentFound {
  takeFacts(stage, BEGAN, JOINED);
  const history = [];
  for (let attempt = 1; attempt <= times; attempt += 1) {
    const which = { ...ATTEMPT, attempt };
    takeFacts(stage, about('task.placed', which), about('task.returned', which));
    const atMs = stage.ledger.last * 10;
    history.push(historyLine('task.placed', atMs - 10, attempt), historyLine('task.returned', atMs, attempt, 'lost'));
  }
  return { ...NEW, host: 'slave', attempt: times, history, rev: stage.ledger.last };
}

promise(
  'documents-follow',
  [
    ['a document that nobody has touched', (stage) => check(stage, NEW)],
    [
      'it shows that its task was placed',
      (stage) => {
        place(stage);
        check(stage, PLACED);
      },
    ],
    [
      'it is behind, and says so',
      (stage) => {
        place(stage);
        takeFacts(stage, about('task.running'));
        check(stage, PLACED);
      },
    ],
    [
      'it was set aside, and holds anything',
      (stage) => {
        takeFacts(stage, BEGAN, PARKED);
        check(stage, { taskId: 'task', state: 7, parked: { reason: 'odd' }, rev: 2 });
      },
    ],
    [
      'it was set aside, and somebody is mending it',
      (stage) => {
        takeFacts(stage, BEGAN, PARKED);
        check(stage, { ...NEW, rev: 2 });
      },
    ],
    [
      'its history is as long as it may be, and tells the end',
      (stage) => {
        const document = placeAgainAndAgain(stage, HISTORY_LIMIT);
        check(stage, { ...document, history: (document.history as unknown[]).slice(-HISTORY_LIMIT) });
      },
    ],
  ],
  [
    differing('its state is another', { state: 'running' }, /^state is "running", by the ledger "created"$/),
    differing('its host is another', { host: 'other' }, /^host is "other", by the ledger "slave"$/),
    differing('its attempt is another', { attempt: 2 }, /^attempt is 2, by the ledger 1$/),
    differing(
      'it says that nobody is responsible',
      { assignment: null },
      /^assignment is "none", by the ledger "slave/,
    ),
    differing('it is set aside', { parked: { reason: 'odd' } }, /^parked is "odd"/),
    differing(
      'a line of its history is missing',
      { history: [] },
      /^number of lines in history is 0, by the ledger 1$/,
    ),
    differing(
      'a line of its history is another',
      { history: [historyLine('task.returned', 30, 1, 'lost')] },
      /^history line 0 is .*task\.returned.*, by the ledger .*task\.placed/,
    ),
    differing('it is ahead of the ledger', { rev: 4 }, /^rev is 4, by the ledger 3$/),
    [
      'it is behind where it must not be',
      (stage) => {
        place(stage);
        takeFacts(stage, about('task.running'));
        check(stage, PLACED, Infinity);
      },
      /^rev is 3, by the ledger 4$/,
    ],
    [
      'its history is longer than it may be',
      (stage) => check(stage, placeAgainAndAgain(stage, HISTORY_LIMIT)),
      /^number of lines in history is 100, by the ledger 50$/,
    ],
    [
      'it was set aside for another reason',
      (stage) => {
        takeFacts(stage, BEGAN, PARKED);
        check(stage, { ...NEW, parked: { reason: 'another' }, rev: 2 });
      },
      /^parked is "another", by the ledger "odd"$/,
    ],
  ],
);
