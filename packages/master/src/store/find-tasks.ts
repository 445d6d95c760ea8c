import type { Collection, Filter, FindOptions } from 'mongodb';
import type { TaskDocument } from '../core/leader/task-document.ts';
import type { UnreadableDocument } from '../core/store-requests.ts';
import { SCHEDULING_FIELDS } from './bounded-fields.ts';
import type { TaskRow } from './documents.ts';
import { COMMITTED_READ, type RequestScope } from './mongo-collections.ts';
import { readTask } from './read-task.ts';

/** The documents that a query found, in order. */
export interface FoundTasks {
  readonly documents: readonly TaskDocument[];
  readonly unreadable: readonly UnreadableDocument[];
  /** The number of unreadable documents after the last readable one. */
  readonly unreadableAtEnd: number;
}

/**
 * Reads the documents of tasks as BSON, so that no single one can make the others unreadable. By default, only the
 * fields that the scheduler needs. Stops after `maxReadable` documents that are readable.
 */
export async function findTasks(
  collection: Collection<TaskRow>,
  { session }: RequestScope,
  filter: Filter<TaskRow>,
  { maxReadable = Infinity, ...options }: FindOptions & { readonly maxReadable?: number },
): Promise<FoundTasks> {
  const found = collection.find(filter, {
    ...COMMITTED_READ,
    session,
    projection: SCHEDULING_FIELDS,
    ...options,
    raw: true,
  });
  const documents: TaskDocument[] = [];
  const unreadable: UnreadableDocument[] = [];
  let unreadableAtEnd = 0;
  // One batch of at most 16 MB at a time: an unreadable document may have that size.
  for await (const raw of found as unknown as AsyncIterable<Uint8Array>) {
    const read = readTask(raw);
    if ('task' in read) documents.push(read.task);
    else unreadable.push(read.unreadable);
    unreadableAtEnd = 'task' in read ? 0 : unreadableAtEnd + 1;
    if (documents.length >= maxReadable) break;
  }
  return { documents, unreadable, unreadableAtEnd };
}
