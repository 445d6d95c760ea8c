import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMongod } from '@steadfast/cluster';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What a clone does not contain. */
const NOT_CLONED = new Set(['.git', '.steadfast', 'node_modules']);

/** The folder of links to the packages of the repository. */
const WORKSPACE_LINKS = '@steadfast';

/**
 * Copies this checkout to a new folder, which is then like a clone in which `make install` was run: its programs run on
 * its own sources, and keep their files in its own `.steadfast` folder.
 */
export function makeClone(clone: string): void {
  cpSync(ROOT, clone, {
    recursive: true,
    // Otherwise `make` would consider the installed packages out of date.
    preserveTimestamps: true,
    verbatimSymlinks: true,
    filter: (path) => !NOT_CLONED.has(relative(ROOT, path)),
  });
  const [installed, modules] = [join(ROOT, 'node_modules'), join(clone, 'node_modules')];
  mkdirSync(join(modules, WORKSPACE_LINKS), { recursive: true });
  for (const name of readdirSync(installed))
    if (name !== WORKSPACE_LINKS) symlinkSync(join(installed, name), join(modules, name));
  for (const name of readdirSync(join(installed, WORKSPACE_LINKS)))
    symlinkSync(join('../../packages', name), join(modules, WORKSPACE_LINKS, name));
}

/** An address at which nothing listens: port 9 is reserved for a service that discards what it receives. */
const NO_REGISTRY = 'http://127.0.0.1:9/';

/**
 * Returns the environment of a user who has not set any option, with a mongod on the `PATH` and without access to the
 * npm registry: `npx` must find everything in the clone.
 */
export async function userEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { path } = await findMongod();
  const ownVariables = Object.entries(process.env).filter(
    ([name]) => !/^(?:STEADFAST_|COMPOSE_|MAKE|MFLAGS|npm_)/u.test(name),
  );
  return {
    ...Object.fromEntries(ownVariables),
    PATH: `${dirname(resolve(path))}:${process.env['PATH']}`,
    npm_config_registry: NO_REGISTRY,
    npm_config_update_notifier: 'false',
  };
}
