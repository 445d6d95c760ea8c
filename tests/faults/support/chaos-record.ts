import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeExit, type ProcessEvent } from '@steadfast/cluster';

/** What is noted about a process. */
type Action = 'kill' | 'start' | 'freeze' | 'thaw' | 'stop';

/** What happened to the processes of a trial, for the checker: it tells what was done from what the scheduler says. */
export interface ChaosRecord {
  /** Takes what the launcher tells. */
  readonly take: (event: ProcessEvent) => void;
  /** Notes that a process is asked to stop; its end is then in order. */
  readonly noteStop: (name: string, pid: number) => void;
  /** Ends that nobody caused: there must be none. */
  readonly crashes: readonly string[];
}

/** Keeps the record `chaos.jsonl` in the folder of a trial. */
export const keepChaosRecord = (directory: string): ChaosRecord => {
  const crashes: string[] = [];
  const note = (action: Action, target: string, pid: number): void => {
    const line = { at: new Date().toISOString(), action, target, pid };
    appendFileSync(join(directory, 'chaos.jsonl'), `${JSON.stringify(line)}\n`);
  };
  const take = (event: ProcessEvent): void => {
    const { name, pid } = event;
    switch (event.kind) {
      case 'started':
        return event.life === 1 ? undefined : note('start', name, pid);
      case 'frozen':
        return note('freeze', name, pid);
      case 'thawed':
        return note('thaw', name, pid);
      case 'ended': {
        const { exit } = event;
        // Who kills itself at a failpoint is killed as anybody else.
        if (exit.kind === 'signal') note('kill', name, pid);
        else if (exit.kind !== 'code' || exit.code !== 0)
          crashes.push(`${name} ended by itself: ${describeExit(exit)}`);
      }
    }
  };
  return { take, noteStop: (name, pid) => note('stop', name, pid), crashes };
};
