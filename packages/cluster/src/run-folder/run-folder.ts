import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf, UsageError } from '@steadfast/runtime';
import { commandLineOf, isRunningWith } from '../processes/process-table.ts';
import {
  killLeftovers,
  readPidFile,
  removePidFile,
  writePidFile,
  type ClusterAddresses,
  type PidFile,
  type RunningProcess,
} from './pid-file.ts';

/** The folder of a running cluster, with its data, logs and journals. It belongs to one cluster at a time. */
export interface RunFolder {
  readonly path: string;
  /** Records the processes that are alive, so that they can be killed if this process dies without stopping them. */
  recordProcesses(processes: readonly RunningProcess[]): void;
  /** Records where the cluster can be reached, for programs such as `make seed`. */
  recordAddresses(addresses: ClusterAddresses): void;
  /** Releases the folder. No process of the cluster may be alive any more. */
  release(): void;
}

/** The files that a process of a cluster writes; each is appended to over all incarnations. */
export interface ProcessFiles {
  /** The log, as JSON lines. */
  readonly log: string;
  /** Standard output and standard error. */
  readonly output: string;
  /** The execution journal of a slave. */
  readonly journal: string;
}

/** Returns the paths of the files that a process writes in a run folder. */
export function filesOf(directory: string, name: string): ProcessFiles {
  return {
    log: join(directory, `${name}.log`),
    output: join(directory, `${name}.out`),
    journal: join(directory, `${name}.journal.jsonl`),
  };
}

/** The folders that clusters of this process are using. */
const foldersInUse = new Set<string>();

/** A cluster that runs in a folder. */
export interface RunningCluster {
  /** The process id of its launcher. */
  readonly pid: number;
  /** Undefined while it is starting. */
  readonly addresses: ClusterAddresses | undefined;
}

/** Returns the cluster that runs in a folder; undefined if there is none. */
export function runningCluster(directory: string): RunningCluster | undefined {
  const path = resolve(directory);
  const pidFile = readPidFile(path);
  if (pidFile === undefined) return undefined;
  const { launcher, addresses } = pidFile;
  // A process id alone may be that of an earlier process: this one knows which folders it uses.
  const isAlive =
    launcher.pid === process.pid ? foldersInUse.has(path) : isRunningWith(launcher.pid, [launcher.commandLine]);
  return isAlive ? { pid: launcher.pid, addresses } : undefined;
}

/** @throws {UsageError} if a launcher that is alive is using the folder */
function assertNotInUse(directory: string): void {
  const running = runningCluster(directory);
  if (running !== undefined || foldersInUse.has(directory))
    throw new UsageError(
      `a cluster is already running in ${directory}, started by process ${running?.pid ?? process.pid}.\n` +
        'Stop it with Ctrl-C, or choose another folder: npx steadfast-cluster --directory FOLDER',
    );
}

/**
 * Creates a folder, and those above it, if they do not exist. The recursive `mkdir` of Node.js never returns where a
 * folder exists but refuses new ones with ENOENT, as /proc does.
 */
function createFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) createFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (existsSync(path)) return;
    throw error;
  }
}

/** @throws {UsageError} if the folder cannot be created, or is none */
function assertFolder(path: string): void {
  try {
    createFolder(path);
    if (statSync(path).isDirectory()) return;
  } catch (error) {
    throw new UsageError(`cannot create the folder ${path}: ${messageOf(error)}`, { cause: error });
  }
  throw new UsageError(`${path} is not a folder`);
}

/**
 * Takes a folder for a cluster: creates it if necessary, and kills the processes that an earlier launcher left behind.
 * @throws {UsageError} if a cluster is already running in it, or it cannot be created
 */
export async function openRunFolder(directory: string, report: (line: string) => void): Promise<RunFolder> {
  const path = resolve(directory);
  assertFolder(path);
  assertNotInUse(path);
  foldersInUse.add(path);
  const earlier = readPidFile(path);
  const killed = earlier === undefined ? [] : await killLeftovers(earlier);
  if (killed.length > 0) report(`killed processes left behind by an earlier launcher: ${killed.join(', ')}`);
  const launcher = { pid: process.pid, commandLine: commandLineOf(process.pid) };
  let content: PidFile = { launcher, processes: [] };
  writePidFile(path, content);
  const change = (changes: Partial<PidFile>): void => {
    content = { ...content, ...changes };
    try {
      writePidFile(path, content);
    } catch (error) {
      // A full disk must not stop a running cluster. The record matters only if this process is killed.
      report(`cannot record the running processes in ${path}: ${messageOf(error)}`);
    }
  };
  return {
    path,
    recordProcesses: (processes) => change({ processes }),
    recordAddresses: (addresses) => change({ addresses }),
    release: () => {
      removePidFile(path);
      foldersInUse.delete(path);
    },
  };
}
