import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT_ROOT } from '@steadfast/cluster';

/** The folder of what is installed for this benchmark only; git ignores it. */
export const PEERS_CACHE = join(PROJECT_ROOT, '.steadfast', 'peers');

/** The programs and manifests of the peers. */
const SOURCES = fileURLToPath(new URL('../../../peers/', import.meta.url));

/** A copy of a folder of `packages/bench/peers` in the cache, in which packages can be installed. */
export interface CachedFolder {
  readonly path: string;
  /** Runs an installation unless it has succeeded before with the same lock file. */
  readonly installOnce: (install: () => Promise<unknown>) => Promise<void>;
}

/** Copies a folder of `packages/bench/peers` to the cache. */
export function openCachedFolder(name: string, lockFile: string): CachedFolder {
  const path = join(PEERS_CACHE, name);
  mkdirSync(path, { recursive: true });
  cpSync(join(SOURCES, name), path, { recursive: true });
  const stamp = join(path, '.installed');
  const wanted = readFileSync(join(path, lockFile), 'utf8');
  return {
    path,
    installOnce: async (install) => {
      if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
      rmSync(stamp, { force: true });
      await install();
      writeFileSync(stamp, wanted);
    },
  };
}
