import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAOS_FILE, formatChaosLine, type ChaosLine } from '@steadfast/records';

/** An action on a process or on its network, as the chaos record holds it. */
export type FaultAction = ChaosLine;

/** Takes down what was done. */
export type FaultRecorder = (deed: FaultAction) => void;

/**
 * Makes the record of a chaos run, `chaos.jsonl` in the run folder, one line a deed. It is there from the beginning: an
 * empty one says that nothing was done. Each line is written before the recorder returns.
 * @throws {Error} when the file cannot be written
 */
export function openFaultRecord(directory: string): FaultRecorder {
  const path = join(directory, CHAOS_FILE);
  appendFileSync(path, '');
  return (action) => appendFileSync(path, `${formatChaosLine(action)}\n`);
}
