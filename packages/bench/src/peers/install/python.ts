import { join } from 'node:path';
import { runCommand } from '@steadfast/cluster';
import type { PeerProgram } from '../program-cluster.ts';
import type { InstallContext } from '../system.ts';
import { openCachedFolder } from './cache.ts';

/** Twenty packages take half a minute; a slow network takes longer. */
const INSTALL_TIMEOUT_MS = 300_000;

const PYTHON = 'python3';

const PIP_OPTIONS = ['--quiet', '--upgrade', '--no-input', '--disable-pip-version-check'];

/**
 * Installs the Python peers into the cache; returns the program of one of them.
 * @throws {Error} if there is no Python with pip, or pip fails
 */
export async function installPythonPeer(file: string, { signal, progress }: InstallContext): Promise<PeerProgram> {
  const { path, installOnce } = openCachedFolder('python', 'requirements.txt');
  const packages = join(path, 'packages');
  await installOnce(() => {
    progress('installing the Python packages of the peers (only once)');
    const requirements = ['--target', packages, '--requirement', join(path, 'requirements.txt')];
    return runCommand(PYTHON, ['-m', 'pip', 'install', ...PIP_OPTIONS, ...requirements], {
      timeoutMs: INSTALL_TIMEOUT_MS,
      signal,
    });
  });
  return { command: PYTHON, arguments: [join(path, file)], environment: { PYTHONPATH: packages } };
}

/** Returns the version of Python. */
export async function pythonVersion({ signal }: InstallContext): Promise<string> {
  return (await runCommand(PYTHON, ['--version'], { timeoutMs: INSTALL_TIMEOUT_MS, signal })).trim();
}
