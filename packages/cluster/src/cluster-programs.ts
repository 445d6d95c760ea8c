import { fileURLToPath } from 'node:url';
import type { Program } from './processes/child.ts';
import { filesOf } from './run-folder/run-folder.ts';

/** The programs of master and slave: TypeScript files that are run by this process's Node. */
export interface ClusterPrograms {
  readonly master: string;
  readonly slave: string;
}

/** The real programs. */
export const PROGRAMS: ClusterPrograms = {
  master: fileURLToPath(new URL('../../master/src/main.ts', import.meta.url)),
  slave: fileURLToPath(new URL('../../slave/src/main.ts', import.meta.url)),
};

/**
 * Options of Node.js for a master; `bin/steadfast` and the image have the same. By default, V8 lets short-lived objects
 * take up to 128 MB before it reuses the memory of those that are garbage, and they take all of it once many peers
 * connect at the same moment. They have 32 MB in a quiet master, and no more with this option.
 */
export const MASTER_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=16'];

/** The options that masters and slaves have in common. */
interface CommonOptions {
  readonly file: string;
  readonly name: string;
  /** The run folder. */
  readonly directory: string;
  readonly logLevel: string;
  /** Additional command line options. */
  readonly extraOptions: readonly string[];
}

/** What only one of the two has. */
interface RoleOptions {
  readonly nodeOptions?: readonly string[];
  readonly options: readonly string[];
  readonly environment: NonNullable<Program['environment']>;
}

function nodeProgram(common: CommonOptions, { nodeOptions = [], options, environment }: RoleOptions): Program {
  const { file, name, directory, logLevel, extraOptions } = common;
  const { log, output } = filesOf(directory, name);
  const sharedOptions = ['--name', name, '--log-file', log, '--log-level', logLevel];
  return {
    command: process.execPath,
    arguments: [...nodeOptions, file, ...options, ...sharedOptions, ...extraOptions],
    outputFile: output,
    environment,
  };
}

/**
 * Returns the command line of a master. The MongoDB URL may contain a password, so it is passed in the environment, which
 * other users cannot read.
 */
export function masterProgram(common: CommonOptions, mongoUrl: string, address: string): Program {
  return nodeProgram(common, {
    nodeOptions: MASTER_NODE_OPTIONS,
    options: ['--listen', address],
    environment: { STEADFAST_MONGO_URL: mongoUrl },
  });
}

/** Returns the command line of a slave. The MongoDB URL is removed from its environment: slaves never use the database. */
export function slaveProgram(common: CommonOptions, masterAddresses: readonly string[]): Program {
  const { journal } = filesOf(common.directory, common.name);
  return nodeProgram(common, {
    options: ['--master', masterAddresses.join(','), '--journal', journal],
    environment: { STEADFAST_MONGO_URL: undefined },
  });
}
