import type { Db } from 'mongodb';
import type { Measurement } from '../measurement.ts';
import { waitUntil } from '../wait.ts';

/** The index that a master creates last, for inspection. */
const LAST_INDEX = 'state.0_1';

/** Reading the statistics this rarely does not slow down the build of the indexes. */
const POLL_MS = 1_000;

interface StorageStatistics {
  readonly count: number;
  readonly storageSize: number;
  readonly totalIndexSize: number;
  readonly indexSizes: Readonly<Record<string, number>>;
  readonly indexBuilds?: readonly string[];
}

async function storageOf(database: Db): Promise<StorageStatistics> {
  const stages = [{ $collStats: { storageStats: {} } }];
  const [result] = await database.collection('tasks').aggregate<{ storageStats: StorageStatistics }>(stages).toArray();
  if (result === undefined) throw new Error('the server returned no statistics of the collection tasks');
  return result.storageStats;
}

function megabytes(bytes: number): number {
  return bytes / 1e6;
}

/** Waits until all indexes of the tasks are built, and measures what documents and indexes take on the disk. */
export async function measureSizes(
  database: Db,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<readonly Measurement[]> {
  const isBuilt = async (): Promise<boolean> => {
    const { indexSizes, indexBuilds = [] } = await storageOf(database);
    return indexBuilds.length === 0 && LAST_INDEX in indexSizes;
  };
  await waitUntil('the indexes of the tasks are built', isBuilt, { signal, pollMs: POLL_MS });
  await database.admin().command({ fsync: 1 });
  const { count, storageSize, totalIndexSize, indexSizes } = await storageOf(database);
  const sizes = Object.entries(indexSizes).sort(([, one], [, other]) => other - one);
  progress(`indexes in MB: ${sizes.map(([name, bytes]) => `${name} ${megabytes(bytes).toFixed(1)}`).join(', ')}`);
  const tasks = `${count.toLocaleString('en')} tasks`;
  return [
    { name: `documents on disk, ${tasks}`, value: megabytes(storageSize), unit: 'MB' },
    { name: `indexes on disk, ${tasks}`, value: megabytes(totalIndexSize), unit: 'MB' },
  ];
}
