import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killIfRunningWith } from '../processes/process-table.ts';

/** A process in `pids.json`: its id, and the arguments that identify it. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly arguments: readonly string[];
}

/** Where a cluster can be reached. */
export interface ClusterAddresses {
  /** The connection string of its database; absent if it contains credentials, which do not belong in this file. */
  readonly mongoUrl?: string;
  /** The addresses of its masters: HOST:PORT. */
  readonly masters: readonly string[];
}

/** The content of a run folder's `pids.json`: the launcher, and the processes that are alive. */
export interface PidFile {
  readonly launcher: { readonly pid: number; readonly commandLine: string };
  /** Where the cluster can be reached, once it is up. */
  readonly addresses?: ClusterAddresses;
  readonly processes: readonly RunningProcess[];
}

function pathOf(directory: string): string {
  return join(directory, 'pids.json');
}

/** Reads a folder's `pids.json`; returns undefined if it does not exist or is unreadable. */
export function readPidFile(directory: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(directory), 'utf8')) as PidFile;
  } catch {
    // No cluster ran here, or its file is corrupt: either way no leftover process is known.
    return undefined;
  }
}

/** Writes a folder's `pids.json` atomically. */
export function writePidFile(directory: string, content: PidFile): void {
  const unfinished = `${pathOf(directory)}.new`;
  writeFileSync(unfinished, `${JSON.stringify(content)}\n`);
  renameSync(unfinished, pathOf(directory));
}

/** Removes a folder's `pids.json`. */
export function removePidFile(directory: string): void {
  rmSync(pathOf(directory), { force: true });
}

/** Kills the processes of a dead launcher that are still alive; returns the names of those it killed. */
export async function killLeftovers({ processes }: PidFile): Promise<string[]> {
  const killed: string[] = [];
  for (const { name, pid, arguments: programArguments } of processes)
    if (await killIfRunningWith(pid, programArguments)) killed.push(name);
  return killed;
}
