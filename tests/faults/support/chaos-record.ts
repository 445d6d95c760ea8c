import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeExit, filesOf, type ProcessEvent } from '@steadfast/cluster';
import { CHAOS_FILE, formatChaosLine, type ChaosAction } from '@steadfast/records';

/** Records what was done to the processes of a testbed, so that the checker can tell it from what the scheduler did. */
export interface ChaosRecord {
  /** Records an event of the launcher. */
  readonly onProcessEvent: (event: ProcessEvent) => void;
  /** Records that a process is about to be killed. */
  readonly recordKill: (name: string, pid: number) => void;
  /** Records that a process is about to be stopped gracefully. */
  readonly recordStop: (name: string, pid: number) => void;
  /** Exits that the test did not cause: there must be none. */
  readonly crashes: readonly string[];
}

/** Opens the chaos record in the folder of a testbed. */
export function openChaosRecord(directory: string): ChaosRecord {
  const crashes: string[] = [];
  const recordedKills = new Set<number>();

  const record = (action: ChaosAction, target: string, pid: number, atMs = Date.now()): void => {
    appendFileSync(join(directory, CHAOS_FILE), `${formatChaosLine({ atMs, action, target, pid })}\n`);
  };

  /** Returns when a process last wrote to its files: a process that kills itself at a failpoint does so right after. */
  const lastWriteMs = (name: string): number => {
    const { log, journal } = filesOf(directory, name);
    const times = [log, journal].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return Math.max(...times) || Date.now();
  };

  const onProcessEvent = (event: ProcessEvent): void => {
    const { name, pid } = event;
    switch (event.kind) {
      case 'started':
        return event.incarnation === 1 ? undefined : record('start', name, pid);
      case 'frozen':
        return record('freeze', name, pid);
      case 'thawed':
        return record('thaw', name, pid);
      case 'ended': {
        const { exit } = event;
        if (exit.kind === 'code' && exit.code === 0) return;
        if (exit.kind !== 'signal') crashes.push(`${name} crashed: ${describeExit(exit)}`);
        // Killed at a failpoint. On a busy machine this event arrives late, so the time of the last write is used.
        else if (!recordedKills.has(pid)) record('kill', name, pid, lastWriteMs(name));
      }
    }
  };
  const recordKill = (name: string, pid: number): void => {
    recordedKills.add(pid);
    record('kill', name, pid);
  };
  return { onProcessEvent, recordKill, recordStop: (name, pid) => record('stop', name, pid), crashes };
}
