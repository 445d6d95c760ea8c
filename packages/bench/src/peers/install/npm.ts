import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@steadfast/cluster';
import type { PeerProgram } from '../program-cluster.ts';
import type { InstallContext } from '../system.ts';
import { openCachedFolder } from './cache.ts';

/** A hundred packages take ten seconds; a slow network takes longer. */
const INSTALL_TIMEOUT_MS = 300_000;

const OPTIONS = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];

function versionOf(folder: string, name: string): string {
  const manifest = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** The installation in progress: all npm peers share one folder. */
let installation: Promise<string> | undefined;

async function installAll({ signal, progress }: InstallContext): Promise<string> {
  const { path, installOnce } = openCachedFolder('npm', 'package-lock.json');
  await installOnce(() => {
    progress('installing the npm packages of the peers (only once)');
    return runCommand('npm', ['ci', '--prefix', path, ...OPTIONS], { timeoutMs: INSTALL_TIMEOUT_MS, signal });
  });
  return path;
}

/**
 * Installs the npm peers into the cache; returns the program of one of them, and its version.
 * @throws {Error} if npm fails
 */
export async function installNpmPeer(
  name: string,
  context: InstallContext,
): Promise<{ readonly program: PeerProgram; readonly version: string }> {
  const folder = await (installation ??= installAll(context));
  return {
    program: { command: process.execPath, arguments: [join(folder, 'main.js'), name] },
    version: `${name} ${versionOf(folder, name)}`,
  };
}
