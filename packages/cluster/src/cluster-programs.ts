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

function nodeProgram(
  common: CommonOptions,
  roleOptions: readonly string[],
  environment: Program['environment'] = {},
): Program {
  const { file, name, directory, logLevel, extraOptions } = common;
  const { log, output } = filesOf(directory, name);
  const sharedOptions = ['--name', name, '--log-file', log, '--log-level', logLevel];
  return {
    command: process.execPath,
    arguments: [file, ...roleOptions, ...sharedOptions, ...extraOptions],
    outputFile: output,
    environment,
  };
}

/**
 * Returns the command line of a master. The MongoDB URL may contain a password, so it is passed in the environment, which
 * other users cannot read.
 */
export function masterProgram(common: CommonOptions, mongoUrl: string, address: string): Program {
  return nodeProgram(common, ['--listen', address], { STEADFAST_MONGO_URL: mongoUrl });
}

/** Returns the command line of a slave. The MongoDB URL is removed from its environment: slaves never use the database. */
export function slaveProgram(common: CommonOptions, masterAddresses: readonly string[]): Program {
  const { journal } = filesOf(common.directory, common.name);
  const roleOptions = ['--master', masterAddresses.join(','), '--journal', journal];
  return nodeProgram(common, roleOptions, { STEADFAST_MONGO_URL: undefined });
}
