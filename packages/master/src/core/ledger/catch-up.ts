import type { StoreRequest } from '../store-requests.ts';
import { isTaskFact, type Entry } from './facts.ts';
import { mergeEntry } from './projection.ts';
import type { TaskUpdate } from './task-update.ts';

/** Entries read at once: about as many as are written in a quarter of a second under load. */
const PAGE = 100;

/** Attempts to write a page before documents that resist are left as they are: they were changed by hand. */
const MAX_ROUNDS = 5;

/**
 * Brings the task documents up to date with what earlier leaders decided and did not project. Page by page: read
 * entries, read how far their documents are, write what is missing, read again (a deposed leader may have written in
 * between), and continue when nothing is missing.
 */
export interface CatchUp {
  /** Everything up to this entry is reflected by the documents. */
  after: number;
  /** The entry with which the new epoch began. */
  readonly through: number;
  page: readonly Entry[];
  rounds: number;
}

/** The next request of a catch-up; null when it is complete. */
export type CatchUpRequest = Extract<StoreRequest, { kind: 'read.ledger' | 'read.revisions' | 'project' }> | null;

/** Returns a catch-up with the entries after the watermark `after`, up to the entry `through`. */
export function createCatchUp(after: number, through: number): CatchUp {
  return { after, through, page: [], rounds: 0 };
}

/** Returns the request for the next page of entries. */
export function readNext({ after, through }: CatchUp): CatchUpRequest {
  return after >= through ? null : { kind: 'read.ledger', after, limit: Math.min(PAGE, through - after) };
}

function readRevisions({ page }: CatchUp): CatchUpRequest {
  const taskIds = new Set(page.flatMap(({ facts }) => facts.filter(isTaskFact).map(({ task }) => task)));
  return { kind: 'read.revisions', taskIds: [...taskIds] };
}

/** Takes a page of entries. An empty one means that they were trimmed, which happens only to what is projected. */
export function entriesRead(catchUp: CatchUp, entries: readonly Entry[]): CatchUpRequest {
  catchUp.page = entries;
  catchUp.rounds = 0;
  if (entries.length === 0) catchUp.after = catchUp.through;
  return entries.length === 0 ? null : readRevisions(catchUp);
}

/** Returns the updates that the documents of a page still need; a document that is gone needs none. */
function missingUpdates(page: readonly Entry[], revisions: ReadonlyMap<string, number | null>): TaskUpdate[] {
  const updates = new Map();
  for (const entry of page) {
    const facts = entry.facts.filter((fact) => {
      const revision = isTaskFact(fact) ? revisions.get(fact.task) : undefined;
      return revision !== undefined && (revision ?? 0) < entry.number;
    });
    mergeEntry(updates, { ...entry, facts }, (taskId) => revisions.get(taskId) ?? null);
  }
  return [...updates.values()];
}

/** Takes the revisions of the page's documents: writes what they lack, or continues with the next page. */
export function revisionsRead(catchUp: CatchUp, revisions: ReadonlyMap<string, number | null>): CatchUpRequest {
  const updates = missingUpdates(catchUp.page, revisions);
  catchUp.rounds += 1;
  if (updates.length > 0 && catchUp.rounds <= MAX_ROUNDS) return { kind: 'project', updates };
  catchUp.after = catchUp.page.at(-1)?.number ?? catchUp.through;
  return readNext(catchUp);
}

/** Takes note that the missing updates were written: reads the revisions again. */
export function updatesWritten(catchUp: CatchUp): CatchUpRequest {
  return readRevisions(catchUp);
}
