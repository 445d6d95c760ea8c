import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { messageOf, UsageError } from '@steadfast/runtime';
import { killLeftovers, readPidFile, removePidFile, writePidFile, type RunningProcess } from './pid-file.ts';
import { commandLineOf, runsWith } from './process-table.ts';

/** The folder of a running cluster: its data, logs and journals. One cluster at a time has it. */
export interface RunFolder {
  readonly path: string;
  /** Notes what is alive now, so that it can be cleaned up after our sudden death. */
  record(processes: readonly RunningProcess[]): void;
  /** Gives the folder free; nothing may be alive any more. */
  release(): void;
}

/** Where a process of a cluster writes. */
export interface ProcessFiles {
  /** Its log, over all its lives: JSON lines. */
  readonly log: string;
  /** Its standard output and error, over all its lives. */
  readonly output: string;
  /** A slave's execution journal, over all its lives. */
  readonly journal: string;
}

/** Where the process of that name writes, within a run folder. */
export function filesOf(directory: string, name: string): ProcessFiles {
  return {
    log: join(directory, `${name}.log`),
    output: join(directory, `${name}.out`),
    journal: join(directory, `${name}.journal.jsonl`),
  };
}

/** The folders that clusters of this very process have. */
const taken = new Set<string>();

/** Complains when a launcher that is alive has the folder. */
function checkFree(directory: string): void {
  const launcher = readPidFile(directory)?.launcher;
  const otherIsAlive =
    launcher !== undefined && launcher.pid !== process.pid && runsWith(launcher.pid, [launcher.commandLine]);
  if (otherIsAlive || taken.has(directory))
    throw new UsageError(
      `a cluster is running in ${directory} already, started by process ${launcher?.pid ?? process.pid}.\n` +
        'Stop that one with Ctrl-C, or name another folder with --directory.',
    );
}

/**
 * Takes a folder for a cluster; makes it if need be, and kills what an earlier launcher left behind in it.
 * @throws {UsageError} when a cluster is running in it
 */
export async function openRunFolder(directory: string, report: (line: string) => void): Promise<RunFolder> {
  const path = resolve(directory);
  mkdirSync(path, { recursive: true });
  checkFree(path);
  taken.add(path);
  const earlier = readPidFile(path);
  const killed = earlier === undefined ? [] : await killLeftovers(earlier);
  if (killed.length > 0) report(`killed what an earlier launcher left behind: ${killed.join(', ')}`);
  const launcher = { pid: process.pid, commandLine: commandLineOf(process.pid) };
  writePidFile(path, { launcher, processes: [] });
  return {
    path,
    record: (processes) => {
      try {
        writePidFile(path, { launcher, processes });
      } catch (error) {
        // A full disk must not end a cluster that runs; only a sudden death of ours would now leave something behind.
        report(`cannot note in ${path} which processes are alive: ${messageOf(error)}`);
      }
    },
    release: () => {
      removePidFile(path);
      taken.delete(path);
    },
  };
}
