import { fileURLToPath } from 'node:url';
import type { Program } from './child.ts';
import { filesOf } from './run-folder.ts';

/** The programs of master and slave: TypeScript files, run by the Node that runs us. */
export interface ClusterPrograms {
  readonly master: string;
  readonly slave: string;
}

/** The real ones. */
export const PROGRAMS: ClusterPrograms = {
  master: fileURLToPath(new URL('../../master/src/main.ts', import.meta.url)),
  slave: fileURLToPath(new URL('../../slave/src/main.ts', import.meta.url)),
};

/** What masters and slaves have in common. */
interface Common {
  readonly file: string;
  readonly name: string;
  /** The run folder. */
  readonly directory: string;
  readonly logLevel: string;
  /** More options, as they stand on the command line. */
  readonly options: readonly string[];
}

function nodeProgram(common: Common, own: readonly string[], environment: Program['environment'] = {}): Program {
  const { file, name, directory, logLevel, options } = common;
  const { log, output } = filesOf(directory, name);
  const shared = ['--name', name, '--log-file', log, '--log-level', logLevel];
  return {
    command: process.execPath,
    arguments: [file, ...own, ...shared, ...options],
    outputFile: output,
    environment,
  };
}

/** The command line of a master. The URL may hold a password, so it goes by the environment, which others cannot read. */
export function masterProgram(common: Common, mongoUrl: string, address: string): Program {
  return nodeProgram(common, ['--listen', address], { STEADFAST_MONGO_URL: mongoUrl });
}

/** The command line of a slave, from whom the database's URL is kept even where our own environment has it. */
export function slaveProgram(common: Common, masterAddresses: readonly string[]): Program {
  const { journal } = filesOf(common.directory, common.name);
  const own = ['--master', masterAddresses.join(','), '--journal', journal];
  return nodeProgram(common, own, { STEADFAST_MONGO_URL: undefined });
}
