import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '@steadfast/cluster';
import type { InstallContext } from '../system.ts';

/** A package of 50 MB on a slow network. */
const INSTALL_TIMEOUT_MS = 300_000;
const QUICK_TIMEOUT_MS = 10_000;

/** The script that Debian asks before it starts the service of a package that was installed. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';
const NEVER_START = '#!/bin/sh\nexit 101\n';

/** Where Debian installs the programs of PostgreSQL, one folder for each version. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

function output(command: string, parameters: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  return runCommand(command, parameters, { timeoutMs: QUICK_TIMEOUT_MS, signal }).then(
    (text) => text.trim(),
    () => undefined,
  );
}

/**
 * Installs a Debian package without starting its service.
 * @throws {Error} if this process is not root, the system has no apt-get, or apt-get fails
 */
async function aptInstall(name: string, { signal, progress }: InstallContext): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error(`${name} is not installed; run as root: apt-get install ${name}`);
  progress(`installing the Debian package ${name} (only once)`);
  const options = { timeoutMs: INSTALL_TIMEOUT_MS, signal, environment: { DEBIAN_FRONTEND: 'noninteractive' } };
  const ownPolicy = !existsSync(SERVICE_POLICY);
  if (ownPolicy) writeFileSync(SERVICE_POLICY, NEVER_START, { mode: 0o755 });
  try {
    await runCommand('apt-get', ['update', '-q'], options);
    await runCommand('apt-get', ['install', '-qy', '--no-install-recommends', name], options);
  } finally {
    if (ownPolicy) rmSync(SERVICE_POLICY);
  }
}

/** Returns the first result of `find`, after installing a package if there is none at first. */
async function findOrInstall(
  name: string,
  find: () => Promise<string | undefined>,
  context: InstallContext,
): Promise<string> {
  const found = await find();
  if (found !== undefined) return found;
  await aptInstall(name, context);
  const installed = await find();
  if (installed === undefined) throw new Error(`${name} was installed, but its programs were not found`);
  return installed;
}

/** A server from a Debian package. */
export interface DebianServer {
  /** The path of the program, or of the folder of its programs. */
  readonly path: string;
  readonly version: string;
}

/** Finds or installs Redis; returns its program. */
export async function findRedis(context: InstallContext): Promise<DebianServer> {
  const find = async (): Promise<string | undefined> =>
    (await output('redis-server', ['--version'], context.signal)) === undefined ? undefined : 'redis-server';
  const path = await findOrInstall('redis-server', find, context);
  const text = (await output(path, ['--version'], context.signal)) ?? '';
  return { path, version: `redis-server ${/v=([\d.]+)/.exec(text)?.[1] ?? '?'}` };
}

/** Finds or installs PostgreSQL; returns the folder of its programs. */
export async function findPostgres(context: InstallContext): Promise<DebianServer> {
  const find = async (): Promise<string | undefined> => {
    const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : [];
    const folders = versions
      .sort((one, other) => Number(other) - Number(one))
      .map((each) => join(POSTGRES_VERSIONS, each, 'bin'));
    const debian = folders.find((folder) => existsSync(join(folder, 'initdb')));
    return debian ?? output('pg_config', ['--bindir'], context.signal);
  };
  const path = await findOrInstall('postgresql', find, context);
  const text = (await output(join(path, 'postgres'), ['--version'], context.signal)) ?? '';
  return { path, version: `PostgreSQL ${/([\d.]+)/.exec(text)?.[1] ?? '?'}` };
}
