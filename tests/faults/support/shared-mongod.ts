import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startCluster, type Cluster } from '@steadfast/cluster';

/** A mongod for all tests of a file. */
export interface SharedMongod {
  /** The URL of a database that nobody else uses. */
  freshDatabase(): string;
}

/** Starts a mongod before the tests of this file, and ends it after them. Call at the top of the file. */
export function sharedMongod(): SharedMongod {
  let mongod: Cluster | undefined;
  let directory = '';
  let databases = 0;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'steadfast-mongod-'));
    // A cluster without masters and slaves: a mongod with a guard that ends it even if this process is killed.
    mongod = await startCluster({ directory, masters: 0, slaves: 0, restart: false });
  });
  after(async () => {
    await mongod?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    freshDatabase: () => {
      if (mongod === undefined) throw new Error('the mongod of this file is not up: use it within tests only');
      databases += 1;
      const url = new URL(mongod.mongoUrl);
      url.pathname = `/trial${databases}`;
      return url.href;
    },
  };
}
