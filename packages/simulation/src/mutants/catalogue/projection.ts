import type { Mutant } from '../mutant.ts';

const CATCHING_UP = 'packages/master/src/core/roles/catching-up.ts';
const CATCH_UP = 'packages/master/src/core/ledger/catch-up.ts';
const PROJECTION = 'packages/master/src/core/ledger/projection.ts';
const TRANSITIONS = 'packages/master/src/core/ledger/transitions.ts';
const TRIMMING = 'packages/master/src/core/leader/trimming.ts';
const WRITE_OUT = 'packages/master/src/core/leader/write-out.ts';

/** Slips in bringing the documents up to date with the ledger. */
export const PROJECTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'catch-up-skipped',
    change: 'A new reign believes the documents as they are',
    consequence: 'what had succeeded shortly before a master died is placed again',
    file: CATCH_UP,
    replace: [['return { after, through, page', 'return { after: through, through, page']],
  },
  {
    name: 'catch-up-of-one-page',
    change: 'A new reign reads one page of entries and takes it for all (of two entries, as worlds are small)',
    consequence: 'what had succeeded shortly before a master died is placed again',
    file: CATCH_UP,
    replace: [
      ['const PAGE = 100;', 'const PAGE = 2;'],
      ['  return readNext(catchUp);', '  return null;'],
    ],
  },
  {
    name: 'catch-up-looks-once',
    change: 'A new reign does not look whether the documents took what it wrote to them',
    consequence: 'a document that its deposed predecessor wrote at the same moment stays behind for ever',
    file: CATCH_UP,
    harness: 'exploration',
    replace: [
      [
        `export function updatesWritten(catchUp: CatchUp): CatchUpRequest {
  return readRevisions(catchUp);`,
        `export function updatesWritten(catchUp: CatchUp): CatchUpRequest {
  catchUp.after = catchUp.page.at(-1)?.number ?? catchUp.through;
  return readNext(catchUp);`,
      ],
    ],
  },
  {
    name: 'history-projected-twice',
    change: 'A new reign writes all that lies beyond the watermark to the documents, without comparing their revisions',
    consequence: 'the history of a document tells the same thing twice',
    file: CATCH_UP,
    replace: [['revision !== undefined && (revision ?? 0) < entry.number', 'revision !== undefined']],
  },
  {
    name: 'watermark-counts-writes-in-flight',
    change: 'The watermark counts what is being written to the documents as written',
    consequence: 'a leader that dies meanwhile leaves documents that are never brought up to date',
    file: PROJECTION,
    replace: [['inFlight[0] ?? pending.values().next().value', 'pending.values().next().value']],
  },
  {
    name: 'watermark-one-ahead',
    change: 'The watermark counts the first entry that is not projected',
    consequence: 'a leader that dies leaves documents that are never brought up to date',
    file: PROJECTION,
    replace: [['oldest.firstEntry - 1', 'oldest.firstEntry']],
  },
  {
    name: 'watermark-by-the-newest',
    change: 'The watermark counts all but the last of the entries that an update covers',
    consequence: 'a leader that dies leaves documents that are never brought up to date',
    file: PROJECTION,
    replace: [['oldest.firstEntry - 1', 'oldest.rev - 1']],
  },
  {
    name: 'watermark-ahead-while-catching-up',
    change: 'A master that catches up says already that everything is projected',
    consequence: 'when it dies meanwhile, its successor does not catch up',
    file: CATCHING_UP,
    replace: [['{ ...config, epoch }, catchUp.after)', '{ ...config, epoch }, catchUp.through)']],
  },
  {
    name: 'guard-is-its-own-entry',
    change: 'An update of a document is guarded by the entry that it writes, not by the one that it follows',
    consequence: 'no document is ever brought up to date, and tasks are placed again',
    file: WRITE_OUT,
    replace: [
      [
        `entryCommitted(leadership.projection, entry, (taskId) => leadership.tasks.get(taskId)?.rev ?? null);
  for (const fact of entry.facts) {`,
        'for (const fact of entry.facts) {',
      ],
      [
        `if (task !== undefined) task.rev = entry.number;
  }`,
        `if (task !== undefined) task.rev = entry.number;
  }
  entryCommitted(leadership.projection, entry, (taskId) => leadership.tasks.get(taskId)?.rev ?? null);`,
      ],
    ],
  },
  {
    name: 'merged-update-keeps-its-first-revision',
    change: 'An update that covers several entries writes the number of the first of them',
    consequence: 'a document is ahead of its revision, and the next update does not find it',
    file: PROJECTION,
    replace: [['update.rev = entry.number;', '']],
  },
  {
    name: 'two-writes-in-flight',
    change: 'Documents are written while an earlier write to them is under way',
    consequence: 'writes overtake each other, and the later one does not find its document',
    file: PROJECTION,
    replace: [['pending.size === 0 || inFlight.length > 0 ? Infinity', 'pending.size === 0 ? Infinity']],
  },
  {
    name: 'park-not-written',
    change: 'A document that was set aside is not marked',
    consequence: 'it stays in memory for ever, and whoever mends it waits in vain',
    file: PROJECTION,
    replace: [['if (!isTaskFact(fact)) continue;', `if (!isTaskFact(fact) || fact.kind === 'task.parked') continue;`]],
  },
  {
    name: 'trims-what-is-not-projected',
    change: 'Entries are trimmed as soon as they look old, although the documents do not reflect them',
    consequence: 'what is trimmed lies beyond the watermark, and no new reign can catch up with it',
    file: TRIMMING,
    replace: [['Math.min(heartbeat.savedThrough, round.through)', 'leadership.groupCommit.last - 1']],
  },
  {
    name: 'trims-by-the-wall-clock',
    change: 'Entries are trimmed as soon as the wall clock says that they are old, although it may have jumped',
    consequence: 'a request that lingered takes a number that was in use before',
    file: TRIMMING,
    replace: [
      [
        'Math.min(heartbeat.savedThrough, round.through)',
        'Math.min(heartbeat.savedThrough, leadership.groupCommit.last - 1)',
      ],
    ],
  },
  {
    name: 'returned-attempt-used-again',
    change: 'An attempt that was returned gives its number back',
    consequence: 'two placements of a task bear the same number, and both are started',
    file: TRANSITIONS,
    replace: [
      [
        `...(assignment === 'closed' ? { assignment: null } : {}) };`,
        `...(assignment === 'closed' ? { assignment: null } : {}), ...(fact.kind === 'task.returned' ? { attempt: fact.attempt - 1 } : {}) };`,
      ],
    ],
  },
];
