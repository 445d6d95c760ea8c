import { appendFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeExit, filesOf, type ProcessEvent } from '@steadfast/cluster';
import { CHAOS_FILE, formatChaosLine, type ChaosAction } from '@steadfast/records';

/** What happened to the processes of a trial, for the checker: it tells what was done from what the scheduler says. */
export interface ChaosRecord {
  /** Takes what the launcher tells. */
  readonly take: (event: ProcessEvent) => void;
  /** Notes that a process is about to be killed. */
  readonly noteKill: (name: string, pid: number) => void;
  /** Notes that a process is about to be asked to stop; its end is then in order. */
  readonly noteStop: (name: string, pid: number) => void;
  /** Ends that nobody caused: there must be none. */
  readonly crashes: readonly string[];
}

/** Keeps the record `chaos.jsonl` in the folder of a trial. */
export function keepChaosRecord(directory: string): ChaosRecord {
  const crashes: string[] = [];
  const announced = new Set<number>();

  const note = (action: ChaosAction, target: string, pid: number, atMs = Date.now()): void => {
    appendFileSync(join(directory, CHAOS_FILE), `${formatChaosLine({ atMs, action, target, pid })}\n`);
  };

  /** When a process wrote for the last time: who kills himself at a failpoint does so right after that. */
  const lastWriteMs = (name: string): number => {
    const { log, journal } = filesOf(directory, name);
    const times = [log, journal].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return Math.max(...times) || Date.now();
  };

  const take = (event: ProcessEvent): void => {
    const { name, pid } = event;
    switch (event.kind) {
      case 'started':
        return event.incarnation === 1 ? undefined : note('start', name, pid);
      case 'frozen':
        return note('freeze', name, pid);
      case 'thawed':
        return note('thaw', name, pid);
      case 'ended': {
        const { exit } = event;
        if (exit.kind === 'code' && exit.code === 0) return;
        if (exit.kind !== 'signal') crashes.push(`${name} ended by itself: ${describeExit(exit)}`);
        // We hear of it late where the machine is busy.
        else if (!announced.has(pid)) note('kill', name, pid, lastWriteMs(name));
      }
    }
  };
  const noteKill = (name: string, pid: number): void => {
    announced.add(pid);
    note('kill', name, pid);
  };
  return { take, noteKill, noteStop: (name, pid) => note('stop', name, pid), crashes };
}
