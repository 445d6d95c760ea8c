import { describeFact } from '@steadfast/records';
import type { LoggedLine } from '@steadfast/runtime';
import type { Entry } from './core/ledger/facts.ts';

/** Returns the log line of one fact. Its fields `entry` and `index` identify the fact, so that readers can skip repetitions. */
export function factLine(entry: Entry, index: number, reread: boolean): LoggedLine {
  const fact = entry.facts[index];
  if (fact === undefined) throw new Error(`entry ${entry.number} has no fact ${index}`);
  const { kind, ...fields } = fact;
  const { task, taskname, ...others } = { task: undefined, taskname: undefined, ...fields };
  const taskFields = task === undefined ? {} : { task: taskname ?? '', taskId: task };
  const position = { event: kind, epoch: entry.epoch, entry: entry.number, index };
  return {
    // A parked task waits for a person. Every other fact is part of normal operation, of which failures are part.
    level: kind === 'task.parked' ? 'warn' : 'info',
    message: describeFact({ ...fact, epoch: entry.epoch }, 'sentence'),
    ...position,
    ...taskFields,
    ...others,
    ...(reread ? { reread } : {}),
  };
}
