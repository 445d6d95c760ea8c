import {
  MAX_SUBMITTED,
  type SubmitRequest__Output,
  type SubmitResponse,
  type SubmittedTask,
} from '@steadfast/protocol/tasks';
import { status } from '@grpc/grpc-js';
import { MongoBulkWriteError, type Document } from 'mongodb';
import { InspectionError, invalidField } from '../inspection/errors.ts';
import { boundedField } from '../store/bounded-fields.ts';
import type { TaskRow } from '../store/documents.ts';
import { toTaskId } from '../store/task-id.ts';
import type { TaskCollections, TaskDatabase } from './database.ts';
import { COMPARED_FIELDS, differingFields, toDocument, type NewTaskDocument } from './new-task.ts';

const DUPLICATE_KEY_CODE = 11_000;

/** Survives any failure that leaves a majority. The server stops waiting after this time; then the outcome is unknown. */
const WRITE_CONCERN = { w: 'majority', journal: true, wtimeoutMS: 5_000 } as const;

/** A field of a document that is there may have 16 MB; one that is larger than any that is submitted differs in any case. */
const MAX_COMPARED_BYTES = 512 * 1024;

const COMPARED_PROJECTION: Document = Object.fromEntries(
  Object.keys(COMPARED_FIELDS).map((name) => [
    name,
    boundedField(name, { $literal: { $tooLarge: true } }, MAX_COMPARED_BYTES),
  ]),
);

/** Inserts documents, and returns the positions of those with an `_id` that was there already. */
async function insert(
  { tasks, session }: TaskCollections,
  documents: readonly Document[],
): Promise<ReadonlySet<number>> {
  try {
    await tasks.insertMany(documents as unknown as TaskRow[], {
      ordered: false,
      writeConcern: WRITE_CONCERN,
      session,
    });
    return new Set();
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const writeErrors = [error.writeErrors].flat();
    const unexpected = writeErrors.find(({ code }) => code !== DUPLICATE_KEY_CODE);
    if (unexpected !== undefined)
      throw new InspectionError(
        status.FAILED_PRECONDITION,
        `tasks[${unexpected.index}] was refused by the database: ${unexpected.errmsg ?? 'unknown reason'}`,
      );
    if (writeErrors.length === 0 || error.result.getWriteConcernError() !== undefined) throw error;
    return new Set(writeErrors.map(({ index }) => index));
  }
}

/** Returns, by task identifier, in which fields documents that are there differ from those that are submitted. */
async function compare(
  { tasks, session }: TaskCollections,
  submitted: readonly Document[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byId = new Map(submitted.map((document) => [toTaskId(document['_id']), document]));
  // What is not majority-committed yet could still be rolled back.
  const options = {
    session,
    projection: COMPARED_PROJECTION,
    readConcern: { level: 'majority' },
    batchSize: 4,
  } as const;
  const differing = new Map<string, readonly string[]>();
  const ids = submitted.map(({ _id }) => _id as TaskRow['_id']);
  for await (const row of tasks.find({ _id: { $in: ids } }, options)) {
    const taskId = toTaskId(row._id);
    differing.set(taskId, differingFields(byId.get(taskId) ?? {}, row));
  }
  return differing;
}

/**
 * Validates the tasks of a request.
 * @throws {InspectionError} naming an invalid field
 */
function readTasks({ tasks }: SubmitRequest__Output): readonly NewTaskDocument[] {
  if (tasks.length === 0 || tasks.length > MAX_SUBMITTED)
    throw invalidField('tasks', `must contain 1 to ${MAX_SUBMITTED} tasks`);
  const documents = tasks.map(toDocument);
  const seen = new Map<string, number>();
  for (const [index, { document, named }] of documents.entries()) {
    if (!named) continue;
    const taskId = toTaskId(document._id);
    const first = seen.get(taskId);
    if (first !== undefined) throw invalidField(`tasks[${index}]`, `has the same identifier as tasks[${first}]`);
    seen.set(taskId, index);
  }
  return documents;
}

/**
 * Stores tasks, and returns what became of each once a majority of the replica set has them.
 * @throws {InspectionError} naming an invalid field; then nothing is stored
 * @throws {StoreError} when the database is unavailable; then some may be stored
 */
export async function submitTasks(database: TaskDatabase, request: SubmitRequest__Output): Promise<SubmitResponse> {
  const documents = readTasks(request).map(({ document }) => document);
  return await database.run(async (collections) => {
    const present = await insert(collections, documents);
    const differing =
      present.size === 0
        ? new Map<string, readonly string[]>()
        : await compare(
            collections,
            documents.filter((_, index) => present.has(index)),
          );
    const tasks = documents.map(({ _id }, index): SubmittedTask => {
      const taskId = toTaskId(_id);
      if (!present.has(index)) return { taskId, isNew: true, differingFields: [] };
      const fields = differing.get(taskId);
      if (fields === undefined)
        throw new InspectionError(
          status.UNAVAILABLE,
          `tasks[${index}] was there already, but is not stored by a majority, or was deleted; submit it again`,
        );
      return { taskId, isNew: false, differingFields: [...fields] };
    });
    return { tasks };
  });
}
