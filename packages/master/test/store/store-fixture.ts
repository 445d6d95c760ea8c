import type { TestContext } from 'node:test';
import type { StoreRequest, StoreResponse } from '../../src/core/store-requests.ts';
import type { TaskDocument } from '../../src/core/leader/task-document.ts';
import type { Store } from '../../src/store/store.ts';

/** A task document of any shape, as the core sees it. */
export type AnyDocument = TaskDocument & { readonly parked?: unknown };

/** An empty database of its own for one test, and what a test needs beside the store. */
export interface Subject {
  readonly store: Store;
  /** A store on the same data, as another master has it. */
  readonly rival: Store;
  /** Inserts documents as somebody outside would, or puts them in the place of those that are there. */
  readonly put: (...documents: readonly AnyDocument[]) => Promise<void>;
  /** The document as it stands in the database; undefined when there is none. */
  readonly document: (taskId: string) => Promise<AnyDocument | undefined>;
}

/** Opens a subject, and closes it when the test has ended. */
export type OpenSubject = (context: TestContext) => Promise<Subject>;

/** The identifier of a task whose `_id` is this text. */
export function idOf(text: string): string {
  return JSON.stringify(text);
}

/** A document as the seed inserts it. */
export function seeded(text: string, fields: Partial<AnyDocument> = {}): AnyDocument {
  return {
    taskId: idOf(text),
    taskname: text,
    sleeptime: 1,
    state: 'created',
    ...fields,
  };
}

/** Makes a request, and checks that the answer is of that kind. */
export async function answerOf<Kind extends StoreResponse['kind']>(
  store: Store,
  kind: Kind,
  request: StoreRequest,
): Promise<Extract<StoreResponse, { kind: Kind }>> {
  const response = await store.execute(request);
  if (response.kind !== kind) throw new Error(`${request.kind} was answered ${response.kind}, expected was ${kind}`);
  return response as Extract<StoreResponse, { kind: Kind }>;
}
