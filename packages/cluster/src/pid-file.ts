import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killProven } from './process-table.ts';

/** One process as `pids.json` has it: its id, and its arguments to know it by. */
export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly arguments: readonly string[];
}

/** The content of a run folder's `pids.json`: who launched, and what is alive. */
export interface PidFile {
  readonly launcher: { readonly pid: number; readonly commandLine: string };
  readonly processes: readonly RunningProcess[];
}

function pathOf(directory: string): string {
  return join(directory, 'pids.json');
}

/** Reads a folder's `pids.json`; undefined when there is none, or none that can be read. */
export function readPidFile(directory: string): PidFile | undefined {
  try {
    return JSON.parse(readFileSync(pathOf(directory), 'utf8')) as PidFile;
  } catch {
    // No cluster was here, or its file is beyond repair: then nothing is known to be left.
    return undefined;
  }
}

/** Writes a folder's `pids.json`, whole or not at all. */
export function writePidFile(directory: string, content: PidFile): void {
  const unfinished = `${pathOf(directory)}.new`;
  writeFileSync(unfinished, `${JSON.stringify(content)}\n`);
  renameSync(unfinished, pathOf(directory));
}

/** Removes a folder's `pids.json`. */
export function removePidFile(directory: string): void {
  rmSync(pathOf(directory), { force: true });
}

/** Kills those processes of a dead launcher that are still alive; gives the names of what it killed. */
export async function killLeftovers({ processes }: PidFile): Promise<string[]> {
  const killed: string[] = [];
  for (const { name, pid, arguments: words } of processes) if (await killProven(pid, words)) killed.push(name);
  return killed;
}
