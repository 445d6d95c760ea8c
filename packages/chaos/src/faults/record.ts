import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAOS_FILE, formatChaosLine, type ChaosLine } from '@steadfast/records';

/** An action on a process or on its network, as the chaos record holds it. */
export type FaultAction = ChaosLine;

/** Records an action. */
export type FaultRecorder = (action: FaultAction) => void;

/**
 * Opens the chaos record in a run folder. The file is created at once, since an empty record means that no fault was
 * injected. Each line is written before the recorder returns.
 * @throws {Error} when the file cannot be written
 */
export function openFaultRecord(directory: string): FaultRecorder {
  const path = join(directory, CHAOS_FILE);
  appendFileSync(path, '');
  return (action) => appendFileSync(path, `${formatChaosLine(action)}\n`);
}
