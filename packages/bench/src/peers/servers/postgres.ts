import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, runCommand, type Program } from '@steadfast/cluster';
import { messageOf } from '@steadfast/runtime';
import type { ClusterContext } from '../system.ts';
import { startServerProcess, type ServerProcess } from './server-process.ts';

/** Creating the files of a server takes two seconds. */
const INITDB_TIMEOUT_MS = 60_000;

/** The system user that Debian's packages create. PostgreSQL refuses to run as root. */
const SYSTEM_USER = 'postgres';

/** What PostgreSQL is set to by default: it answers a commit only when it is on disk. */
export const POSTGRES_DURABILITY =
  'PostgreSQL with fsync on, synchronous_commit on, full_page_writes on (its defaults)';

/** Nine workers, each with a pool of ten connections at most, and the producer. */
const MAX_CONNECTIONS = 200;

/** Returns a command line that runs as PostgreSQL's user if this process runs as root. */
function asSystemUser(command: string, parameters: readonly string[]): Pick<Program, 'command' | 'arguments'> {
  if (process.getuid?.() !== 0) return { command, arguments: parameters };
  const identity = [`--reuid=${SYSTEM_USER}`, `--regid=${SYSTEM_USER}`, '--init-groups'];
  return { command: 'setpriv', arguments: [...identity, command, ...parameters] };
}

async function idOfSystemUser(option: '-u' | '-g', signal: AbortSignal): Promise<number> {
  return Number(await runCommand('id', [option, SYSTEM_USER], { timeoutMs: INITDB_TIMEOUT_MS, signal }));
}

/**
 * Starts a PostgreSQL with an empty database; returns it and its URL.
 * @param binaries the folder that contains `postgres` and `initdb`
 */
export async function startPostgres(
  { folder, signal }: ClusterContext,
  binaries: string,
): Promise<{ readonly server: ServerProcess; readonly url: string }> {
  const data = join(folder, 'postgres');
  mkdirSync(data, { mode: 0o700 });
  if (process.getuid?.() === 0) chownSync(data, await idOfSystemUser('-u', signal), await idOfSystemUser('-g', signal));
  const initOptions = ['--pgdata', data, '--username', 'bench', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale'];
  const init = asSystemUser(join(binaries, 'initdb'), initOptions);
  try {
    await runCommand(init.command, init.arguments, { timeoutMs: INITDB_TIMEOUT_MS, signal });
  } catch (error) {
    signal.throwIfAborted();
    const hint = `if this is root, the user ${SYSTEM_USER} must exist and be able to enter ${folder}`;
    throw new Error(`initdb failed: ${messageOf(error)}; ${hint}`, { cause: error });
  }
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: MAX_CONNECTIONS,
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const program = {
    ...asSystemUser(join(binaries, 'postgres'), ['-D', data, ...options]),
    outputFile: join(folder, 'postgres.out'),
  };
  const url = `postgres://bench@127.0.0.1:${port}/postgres`;
  const isReady = (): Promise<boolean> =>
    runCommand(join(binaries, 'pg_isready'), ['--dbname', url], { timeoutMs: INITDB_TIMEOUT_MS, signal }).then(
      () => true,
      () => false,
    );
  const server = await startServerProcess({ name: 'postgres', role: 'database', program, isReady, signal });
  return { server, url };
}
