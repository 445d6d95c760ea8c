import type { TestContext } from 'node:test';
import type { ControlDocument } from '../../src/core/control.ts';
import type { TaskUpdate } from '../../src/core/ledger/task-update.ts';
import type { PageStart, StoreRequest, StoreResponse, UnreadableDocument } from '../../src/core/store-requests.ts';
import type { TaskDocument } from '../../src/core/leader/task-document.ts';
import type { Store } from '../../src/store/store.ts';

/** A task document of any shape, as the core sees it. */
export type AnyDocument = TaskDocument & { readonly parked?: unknown; readonly result?: string };

/** A store on an empty database, with access to its documents. */
export interface StoreFixture {
  readonly store: Store;
  /** A second store on the same data, as another master would use it. */
  readonly rival: Store;
  /** Inserts documents, or replaces existing ones, as a user would. */
  readonly put: (...documents: readonly AnyDocument[]) => Promise<void>;
  /** Deletes a document, as a user would. */
  readonly remove: (taskId: string) => Promise<void>;
  /** Makes the database refuse updates of the tasks with a name, or accept them again. */
  readonly refuse: (taskname: string | null) => Promise<void>;
  /** Puts a document of any shape in place of the control document. */
  readonly putControl: (document: ControlDocument) => Promise<void>;
  /** Returns a document as stored; undefined if it does not exist. */
  readonly document: (taskId: string) => Promise<AnyDocument | undefined>;
}

/** Opens a fixture that is closed after the test. */
export type OpenStoreFixture = (context: TestContext) => Promise<StoreFixture>;

/** Returns the task identifier of a string `_id`. */
export function idOf(text: string): string {
  return JSON.stringify(text);
}

/** Returns a document as the seed program inserts it. */
export function seeded(text: string, fields: Partial<AnyDocument> = {}): AnyDocument {
  return {
    taskId: idOf(text),
    taskname: text,
    sleeptime: 1,
    state: 'created',
    ...fields,
  };
}

/** Executes a request and checks the kind of its response. */
export async function execute<Kind extends StoreResponse['kind']>(
  store: Store,
  kind: Kind,
  request: StoreRequest,
): Promise<Extract<StoreResponse, { kind: Kind }>> {
  const response = await store.execute(request);
  if (response.kind !== kind)
    throw new Error(`expected ${kind} as the response to ${request.kind}, got ${response.kind}`);
  return response as Extract<StoreResponse, { kind: Kind }>;
}

/** Where the first page of runnable tasks starts. */
export const FIRST_PAGE: PageStart = { after: null, skip: 0, through: null };

/** More than the pages of any test. */
const MAX_PAGES = 200;

/**
 * Reads all pages of runnable tasks. Returns what they contain.
 * @throws {Error} when there is always another page
 */
export async function allRunnable(store: Store, state: 'created' | 'killed', limit: number) {
  const documents: TaskDocument[] = [];
  const unreadable: UnreadableDocument[] = [];
  let next: PageStart | null = FIRST_PAGE;
  for (let pages = 0; next !== null; pages += 1) {
    if (pages === MAX_PAGES) throw new Error('the cursor does not terminate');
    const request: StoreRequest = { kind: 'read.runnable', state, ...next, limit };
    const page: Extract<StoreResponse, { kind: 'runnable' }> = await execute(store, 'runnable', request);
    documents.push(...page.documents);
    unreadable.push(...page.unreadable);
    ({ next } = page);
  }
  return { documents, unreadable };
}

/** Writes updates to the documents. */
export function project(store: Store, ...updates: readonly TaskUpdate[]) {
  return execute(store, 'projected', { kind: 'project', updates });
}

/** Attaches detached tasks to their documents. Returns which. */
export async function attach(store: Store, limit = 10): Promise<readonly string[]> {
  return (await execute(store, 'attached', { kind: 'attach', limit })).taskIds;
}
