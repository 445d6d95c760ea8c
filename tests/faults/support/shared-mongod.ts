import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startCluster, type Cluster } from '@steadfast/cluster';

/** A mongod that all tests of a file share. */
export interface SharedMongod {
  /** Returns the connection string of a database that no other test uses. */
  freshDatabaseUrl(): string;
}

/** Starts a mongod before the tests of a file and stops it after them. Call this at the top of the file. */
export function sharedMongod(): SharedMongod {
  let mongod: Cluster | undefined;
  let directory = '';
  let databases = 0;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'steadfast-mongod-'));
    // A cluster without masters and slaves: its reaper kills mongod even if this process is killed.
    mongod = await startCluster({ directory, masters: 0, slaves: 0, restart: false });
  });
  after(async () => {
    await mongod?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    freshDatabaseUrl: () => {
      if (mongod === undefined) throw new Error('the shared mongod is not running yet: use it within tests only');
      databases += 1;
      const url = new URL(mongod.mongoUrl);
      url.pathname = `/test${databases}`;
      return url.href;
    },
  };
}
