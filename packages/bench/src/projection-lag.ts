import { ObjectId, type Db, type Timestamp } from 'mongodb';
import type { Stage } from './bench-environment.ts';

/** The event that says that everything before it was read. */
const MARKER = 'bench-marker';

/** Of all changes: entries of the ledger, updates of tasks, and the marker, with the server's time of each. */
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

/** What the pipeline makes of a change. */
interface Change {
  readonly wallTime: Date;
  readonly ns: { readonly coll: string };
  /** The number of the entry. */
  readonly entry?: unknown;
  /** The tasks that the entry has facts about, one for each fact. */
  readonly tasks?: readonly unknown[];
  readonly task?: unknown;
  readonly rev?: number;
  readonly marker?: ObjectId;
}

/** The facts of each task that its document does not reflect yet. */
type Waiting = Map<string, { readonly entry: number; readonly atMs: number }[]>;

/** Takes in one change; gives how long those facts waited that it brings into their document, in milliseconds. */
function takeIn(waiting: Waiting, change: Change): number[] {
  const atMs = change.wallTime.getTime();
  if (change.ns.coll === 'ledger') {
    for (const id of change.tasks ?? []) {
      const facts = waiting.get(String(id)) ?? [];
      facts.push({ entry: Number(change.entry), atMs });
      waiting.set(String(id), facts);
    }
    return [];
  }
  const facts = waiting.get(String(change.task)) ?? [];
  const { rev = 0 } = change;
  waiting.set(
    String(change.task),
    facts.filter(({ entry }) => entry > rev),
  );
  return facts.filter(({ entry }) => entry <= rev).map((fact) => atMs - fact.atMs);
}

/** Reads the changes from a moment of the server's time to a marker. */
async function readChanges(database: Db, from: Timestamp, marker: ObjectId): Promise<number[]> {
  const stream = database.watch<never, Change>(PIPELINE, { startAtOperationTime: from, batchSize: 5_000 });
  const waiting: Waiting = new Map();
  const lags: number[] = [];
  try {
    for await (const change of stream) {
      if (marker.equals(change.marker ?? '')) break;
      lags.push(...takeIn(waiting, change));
    }
  } finally {
    await stream.close();
  }
  const left = waiting.values().reduce((sum, facts) => sum + facts.length, 0);
  if (left > 0) throw new Error(`${left} facts are not in their documents although all tasks are done`);
  return lags;
}

/** How long each fact that comes about during some work takes from the ledger into its document, in milliseconds. */
export async function lagMs({ client }: Stage, database: Db, work: () => Promise<unknown>): Promise<number[]> {
  const { operationTime } = (await client.db('admin').command({ ping: 1 })) as { operationTime?: Timestamp };
  if (operationTime === undefined) throw new Error('the server tells no operation time: it is no replica set');
  await work();
  const marker = new ObjectId();
  await database.collection(MARKER).insertOne({ marker });
  return readChanges(database, operationTime, marker);
}
