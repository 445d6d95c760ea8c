import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fleet } from './fleet.ts';
import { choosePorts, freePort, type PortChoice } from './free-port.ts';
import { findMongod } from './mongod/find-mongod.ts';
import {
  mongodProgram,
  mongodUrl,
  waitUntilReplicated,
  waitUntilWritable,
  type MongodOptions,
  type StartedMongod,
} from './mongod/mongod.ts';
import type { MongodBinary } from './mongod/verified-mongod.ts';
import { filesOf } from './run-folder/run-folder.ts';

/** How to run a cluster's own database. */
export interface DatabaseOptions extends Pick<MongodOptions, 'binary' | 'cacheGb' | 'enableTestCommands'> {
  /** The port of a single mongod; a free one by default. */
  readonly port?: PortChoice;
  /**
   * The number of members of the replica set: 1 by default, a process named mongod. Several members are named mongod1,
   * mongod2 …, get free ports, and need an empty folder.
   */
  readonly members?: number;
}

/** A database that was started. */
export interface ClusterDatabase {
  readonly url: string;
  readonly binary: MongodBinary;
}

/** Adds a mongod to a fleet and starts it. */
async function addMongod(
  fleet: Fleet,
  directory: string,
  name: string,
  path: string,
  port: number,
  options: DatabaseOptions,
): Promise<StartedMongod> {
  const { log, output } = filesOf(directory, name);
  const dbPath = join(directory, name);
  await mkdir(dbPath, { recursive: true });
  const program = mongodProgram(path, port, { ...options, dbPath, logFile: log });
  const server = fleet.add('database', name, { ...program, outputFile: output });
  server.start();
  return { child: server.child, port, logFile: log };
}

/**
 * Starts the database of a cluster; resolves when it accepts writes.
 * @throws {UsageError} if a required port is in use
 * @throws {Error} if there is no mongod, or it does not start
 */
export async function startDatabase(
  fleet: Fleet,
  directory: string,
  options: DatabaseOptions,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<ClusterDatabase> {
  const { members = 1 } = options;
  const binary = options.binary ?? (await findMongod({ report, signal }));
  if (members > 1) {
    const ports = await Promise.all(Array.from({ length: members }, freePort));
    const mongods = await Promise.all(
      ports.map((port, index) => addMongod(fleet, directory, `mongod${index + 1}`, binary.path, port, options)),
    );
    await waitUntilReplicated(mongods);
    return { url: mongodUrl(...ports), binary };
  }
  const port =
    options.port === undefined
      ? await freePort()
      : await choosePorts(options.port, 1, {
          listener: 'MongoDB',
          option: '--mongo-port',
          makeName: 'MONGO_PORT',
          report,
        });
  const mongod = await addMongod(fleet, directory, 'mongod', binary.path, port, options);
  await waitUntilWritable(mongod);
  return { url: mongodUrl(port), binary };
}
