import type { StoreRequest } from '../store-requests.ts';
import { isTaskFact, type Entry } from './facts.ts';
import { mergeEntry } from './projection.ts';
import type { TaskUpdate } from './task-update.ts';

/** Entries per page: about as many as are appended in a quarter of a second under load. */
const PAGE = 100;

/**
 * How often a page is written. A deposed leader has few writes in flight, so documents that still lag behind after the
 * others are edited by something else. The last write applies to them whatever their revision is.
 */
const MAX_ROUNDS = 5;

/**
 * Brings the task documents up to date with what earlier leaders decided but did not project. Each page takes these
 * steps: read entries, read the revisions of their documents, write the missing updates, and read the revisions again,
 * because a deposed leader may have written in between. When nothing is missing, the next page follows.
 */
export interface CatchUp {
  /** The documents reflect everything up to this entry. */
  after: number;
  /** The entry with which the new epoch began. */
  readonly through: number;
  page: readonly Entry[];
  /** How often the revisions of the page's documents were read. */
  rounds: number;
}

/** The next request of a catch-up; null if it is complete. */
export type CatchUpRequest = Extract<StoreRequest, { kind: 'read.ledger' | 'read.revisions' | 'project' }> | null;

/** Returns a catch-up for the entries after the watermark `after`, up to and including entry `through`. */
export function createCatchUp(after: number, through: number): CatchUp {
  return { after, through, page: [], rounds: 0 };
}

/** Returns the request for the next page of entries; null if there is none. */
export function readNext({ after, through }: CatchUp): CatchUpRequest {
  return after >= through ? null : { kind: 'read.ledger', after, limit: Math.min(PAGE, through - after) };
}

function readRevisions({ page }: CatchUp): CatchUpRequest {
  const taskIds = new Set(page.flatMap(({ facts }) => facts.filter(isTaskFact).map(({ task }) => task)));
  return { kind: 'read.revisions', taskIds: [...taskIds] };
}

/**
 * Handles a page of entries. If it is empty, they were trimmed, so they are all projected. Returns the next request.
 */
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
    mergeEntry(updates, { ...entry, facts }, (taskId) => revisions.get(taskId) ?? null, -Infinity);
  }
  return [...updates.values()];
}

/** Handles the revisions of the documents. Returns the request for missing updates, or for the next page. */
export function revisionsRead(catchUp: CatchUp, revisions: ReadonlyMap<string, number | null>): CatchUpRequest {
  const updates = missingUpdates(catchUp.page, revisions);
  catchUp.rounds += 1;
  if (updates.length > 0 && catchUp.rounds < MAX_ROUNDS) return { kind: 'project', updates };
  if (updates.length > 0 && catchUp.rounds === MAX_ROUNDS)
    return { kind: 'project', updates: Array.from(updates, (update) => ({ ...update, overwrites: true })) };
  catchUp.after = catchUp.page.at(-1)?.number ?? catchUp.through;
  return readNext(catchUp);
}

/** Handles the end of a write. Returns the request that reads the revisions again. */
export function updatesWritten(catchUp: CatchUp): CatchUpRequest {
  return readRevisions(catchUp);
}
