import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that was done to a process. */
export interface Deed {
  /** When it was begun. */
  readonly at: Date;
  readonly action: 'kill' | 'start' | 'freeze' | 'thaw' | 'cut' | 'heal' | 'lossy' | 'steady' | 'stop';
  /** The name of a master or a slave. */
  readonly target: string;
  /** The process id, where there is one; after a start, the new one. */
  readonly pid?: number;
  /** The signal that did it. */
  readonly signal?: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT';
  /** How long it is to stay dead, frozen, cut off or lossy, in milliseconds. */
  readonly forMs?: number;
}

/** Takes down what was done. */
export type Recorder = (deed: Deed) => void;

/**
 * Makes the record of a chaos run, `chaos.jsonl` in the run folder, one line a deed. It is there from the beginning: an
 * empty one says that nothing was done. Each line is written before the recorder returns.
 * @throws {Error} when the file cannot be written
 */
export function openRecord(directory: string): Recorder {
  const path = join(directory, 'chaos.jsonl');
  appendFileSync(path, '');
  return ({ at, ...deed }) => appendFileSync(path, `${JSON.stringify({ at: at.toISOString(), ...deed })}\n`);
}
