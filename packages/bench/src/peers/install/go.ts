import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@steadfast/cluster';
import type { InstallContext } from '../system.ts';
import { openCachedFolder } from './cache.ts';

/** Temporal's server takes four minutes on two busy cores, and longer on a slow network. */
const BUILD_TIMEOUT_MS = 1_800_000;

/** Symbols and debug information would make the program of Temporal's server 70 MB larger. */
const BUILD_OPTIONS = ['-ldflags=-s -w'];

/**
 * Builds programs of a Go module in `packages/bench/peers`, in the cache; returns the folder that contains them.
 * @param packages what to build, by the names of the programs: `.` for the module itself
 * @throws {Error} if there is no Go, or the build fails
 */
export async function buildGoPrograms(
  module: string,
  packages: Readonly<Record<string, string>>,
  { signal, progress }: InstallContext,
): Promise<string> {
  const { path } = openCachedFolder(module, 'go.sum');
  for (const [name, importPath] of Object.entries(packages)) {
    const program = join(path, 'bin', name);
    // Go itself notices what has not changed, and then takes a second.
    if (!existsSync(program)) progress(`building ${module}/${name} (only once; the server of Temporal takes minutes)`);
    const options = { timeoutMs: BUILD_TIMEOUT_MS, signal };
    await runCommand('go', ['build', '-C', path, ...BUILD_OPTIONS, '-o', program, importPath], options);
  }
  return join(path, 'bin');
}

/** Returns the version of a dependency of a module that was built. */
export async function goDependencyVersion(module: string, path: string, { signal }: InstallContext): Promise<string> {
  const folder = openCachedFolder(module, 'go.sum').path;
  const list = ['list', '-C', folder, '-m', '-f', '{{.Version}}', path];
  return (await runCommand('go', list, { timeoutMs: BUILD_TIMEOUT_MS, signal })).trim();
}
