import { ObjectId, type Db, type Timestamp } from 'mongodb';
import type { BenchEnvironment } from '../environment/bench-environment.ts';

/** The collection in which an insert marks the end of the changes to read. */
const MARKER = 'bench-marker';

/** Selects new ledger entries, task updates and the marker, each with the server's time. */
const PIPELINE = [
  {
    $match: {
      $or: [
        { 'ns.coll': 'ledger', operationType: 'insert' },
        { 'ns.coll': 'tasks', operationType: 'update' },
        { 'ns.coll': MARKER, operationType: 'insert' },
      ],
    },
  },
  {
    $project: {
      wallTime: 1,
      ns: 1,
      entry: '$fullDocument._id',
      marker: '$fullDocument.marker',
      tasks: '$fullDocument.facts.task',
      task: '$documentKey._id',
      rev: '$updateDescription.updatedFields.rev',
    },
  },
];

/** A change as the pipeline returns it. */
interface Change {
  readonly wallTime: Date;
  readonly ns: { readonly coll: string };
  /** The number of the ledger entry. */
  readonly entry?: unknown;
  /** The tasks that the facts of the entry are about, one per fact. */
  readonly tasks?: readonly unknown[];
  readonly task?: unknown;
  readonly rev?: number;
  readonly marker?: ObjectId;
}

/** The facts of each task that its document does not reflect yet. */
type PendingFacts = Map<string, { readonly entry: number; readonly atMs: number }[]>;

/** Applies one change; returns the lags of the facts that it projects into their document, in milliseconds. */
function applyChange(pending: PendingFacts, change: Change): number[] {
  const atMs = change.wallTime.getTime();
  if (change.ns.coll === 'ledger') {
    for (const id of change.tasks ?? []) {
      const facts = pending.get(String(id)) ?? [];
      facts.push({ entry: Number(change.entry), atMs });
      pending.set(String(id), facts);
    }
    return [];
  }
  const facts = pending.get(String(change.task)) ?? [];
  const { rev = 0 } = change;
  pending.set(
    String(change.task),
    facts.filter(({ entry }) => entry > rev),
  );
  return facts.filter(({ entry }) => entry <= rev).map((fact) => atMs - fact.atMs);
}

/** Reads the changes from a time of the server to the marker, and returns the lags in milliseconds. */
async function readChanges(database: Db, from: Timestamp, marker: ObjectId): Promise<number[]> {
  const stream = database.watch<never, Change>(PIPELINE, { startAtOperationTime: from, batchSize: 5_000 });
  const pending: PendingFacts = new Map();
  const lags: number[] = [];
  try {
    for await (const change of stream) {
      if (marker.equals(change.marker ?? '')) break;
      lags.push(...applyChange(pending, change));
    }
  } finally {
    await stream.close();
  }
  const left = pending.values().reduce((sum, facts) => sum + facts.length, 0);
  if (left > 0) throw new Error(`${left} facts are missing from their documents although all tasks have succeeded`);
  return lags;
}

/** Measures how long each fact that is written during `work` takes from the ledger to its document, in milliseconds. */
export async function measureProjectionLag(
  { client }: BenchEnvironment,
  database: Db,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const { operationTime } = (await client.db('admin').command({ ping: 1 })) as { operationTime?: Timestamp };
  if (operationTime === undefined) throw new Error('the server returns no operation time; it is not a replica set');
  await work();
  const marker = new ObjectId();
  await database.collection(MARKER).insertOne({ marker });
  return readChanges(database, operationTime, marker);
}
