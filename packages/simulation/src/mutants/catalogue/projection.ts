import type { Mutant } from '../mutant.ts';

const CATCHING_UP = 'packages/master/src/core/roles/catching-up.ts';
const CATCH_UP = 'packages/master/src/core/ledger/catch-up.ts';
const PROJECTION = 'packages/master/src/core/ledger/projection.ts';
const TRANSITIONS = 'packages/master/src/core/ledger/transitions.ts';
const MEMORY_LEDGER = 'packages/master/src/store/memory-ledger.ts';
const TRIMMING = 'packages/master/src/core/leader/trimming.ts';
const WRITE_OUT = 'packages/master/src/core/leader/write-out.ts';

/** Bugs in bringing the documents up to date with the ledger. */
export const PROJECTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'catch-up-skipped',
    change: 'A new leader trusts the documents as they are',
    consequence: 'tasks that succeeded shortly before a master crashed are placed again',
    file: CATCH_UP,
    replace: [['return { after, through, page', 'return { after: through, through, page']],
  },
  {
    name: 'catch-up-stops-after-one-page',
    change: 'A new leader catches up with one page of entries only (of two entries, because worlds are small)',
    consequence: 'tasks that succeeded shortly before a master crashed are placed again',
    file: CATCH_UP,
    replace: [
      ['const PAGE = 100;', 'const PAGE = 2;'],
      ['  return readNext(catchUp);', '  return null;'],
    ],
  },
  {
    name: 'catch-up-not-verified',
    change: 'A new leader does not verify that its updates were applied to the documents',
    consequence: 'a document that its deposed predecessor wrote at the same moment stays behind forever',
    file: CATCH_UP,
    scenario: 'the master dies',
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
    change: 'A new leader projects all entries beyond the watermark without comparing revisions',
    consequence: 'the history of a document contains the same item twice',
    file: CATCH_UP,
    replace: [['revision !== undefined && (revision ?? 0) < entry.number', 'revision !== undefined']],
  },
  {
    name: 'watermark-includes-writes-in-flight',
    change: 'The watermark includes updates that are still in flight',
    consequence: 'documents are never brought up to date when the leader crashes meanwhile',
    file: PROJECTION,
    replace: [['[inFlight[0], pending.values().next().value]', '[pending.values().next().value]']],
  },
  {
    name: 'watermark-one-ahead',
    change: 'The watermark includes the first entry that is not projected',
    consequence: 'documents are never brought up to date when the leader crashes',
    file: PROJECTION,
    replace: [['firstEntry - 1)', 'firstEntry)']],
  },
  {
    name: 'watermark-ignores-held-updates',
    change: 'The watermark includes updates that are held back while others are in flight',
    consequence: 'documents are never brought up to date when the leader crashes meanwhile',
    file: PROJECTION,
    replace: [['[inFlight[0], pending.values().next().value]', '[inFlight[0] ?? pending.values().next().value]']],
  },
  {
    name: 'held-update-stays-settled',
    change: 'A task that is placed again before its document is written still counts as settled',
    consequence: 'its update is written at once, and another one when it has finished',
    file: PROJECTION,
    test: 'packages/master/test/core/projection.test.ts',
    replace: [['if (isAssignedAfter(fact)) settled.delete(fact.task);', 'if (isAssignedAfter(fact)) continue;']],
  },
  {
    name: 'watermark-from-last-entry',
    change: 'The watermark includes all but the last of the entries that a pending update covers',
    consequence: 'documents are never brought up to date when the leader crashes',
    file: PROJECTION,
    replace: [['({ firstEntry }) => firstEntry - 1', '({ rev }) => rev - 1']],
  },
  {
    name: 'watermark-ahead-while-catching-up',
    change: 'A master that is still catching up writes a watermark as if everything were projected',
    consequence: 'its successor does not catch up when it crashes meanwhile',
    file: CATCHING_UP,
    replace: [['{ ...config, epoch }, catchUp.after)', '{ ...config, epoch }, catchUp.through)']],
  },
  {
    name: 'guarded-by-own-revision',
    change: 'An update is guarded by the revision that it writes, not by the one that it follows',
    consequence: 'no document is ever updated, and tasks are placed again',
    file: WRITE_OUT,
    replace: [
      [
        `entryCommitted(leadership.projection, entry, revisionOf, context.nowMs);
  for (const fact of entry.facts) {`,
        'for (const fact of entry.facts) {',
      ],
      [
        `if (task !== undefined) task.rev = entry.number;
  }`,
        `if (task !== undefined) task.rev = entry.number;
  }
  entryCommitted(leadership.projection, entry, revisionOf, context.nowMs);`,
      ],
    ],
  },
  {
    name: 'merged-update-keeps-first-revision',
    change: 'An update that covers several entries writes the number of the first one as the revision',
    consequence: 'a document is ahead of its revision, and the next update is not applied',
    file: PROJECTION,
    replace: [['update.rev = entry.number;', '']],
  },
  {
    name: 'two-writes-in-flight',
    change: 'Documents are updated while an earlier update is in flight',
    consequence: 'updates overtake each other, and the later one is not applied',
    file: PROJECTION,
    replace: [['if (oldest === undefined || inFlight.length > 0) return', 'if (oldest === undefined) return']],
  },
  {
    name: 'park-not-written',
    change: 'A parked document is not marked as parked',
    consequence: 'the task stays in memory forever, and repairing its document has no effect',
    file: PROJECTION,
    replace: [['if (!isTaskFact(fact)) continue;', `if (!isTaskFact(fact) || fact.kind === 'task.parked') continue;`]],
  },
  {
    name: 'trims-unprojected-entries',
    change: 'Old entries are trimmed although the documents do not reflect them yet',
    consequence: 'entries beyond the watermark are missing, and no new leader can catch up',
    file: TRIMMING,
    replace: [['Math.min(heartbeat.savedThrough, round.through)', 'leadership.groupCommit.last - 1']],
  },
  {
    name: 'future-dates-block-trimming',
    change: 'An entry with a date in the future is kept until that date has passed',
    consequence: 'no later entry is trimmed either, for years',
    file: MEMORY_LEDGER,
    replace: [['candidates.filter(({ atMs }) => atMs <= nowMs).slice(0, limit)', 'candidates.slice(0, limit)']],
  },
  {
    name: 'trims-by-wall-clock',
    change: 'Entries are trimmed when they are old by the wall clock, which may have jumped',
    consequence: 'a delayed request takes a number that was used before',
    file: TRIMMING,
    replace: [
      [
        'Math.min(heartbeat.savedThrough, round.through)',
        'Math.min(heartbeat.savedThrough, leadership.groupCommit.last - 1)',
      ],
    ],
  },
  {
    name: 'returned-attempt-number-reused',
    change: 'The number of a returned attempt is used again',
    consequence: 'two placements of a task have the same number, and both are started',
    file: TRANSITIONS,
    replace: [
      [
        `      return outcomeOf(fact.kind);
    case 'task.success':`,
        `      return fact.kind === 'task.returned' ? { assignment: null, attempt: fact.attempt - 1 } : outcomeOf(fact.kind);
    case 'task.success':`,
      ],
    ],
  },
];
