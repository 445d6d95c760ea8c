import { describeFact } from '@steadfast/records';
import type { Entry } from './core/ledger/facts.ts';

/** The log line of one fact. `entry` and `index` say where it stands in the ledger, so that readers can tell repetitions. */
export function factLine(entry: Entry, index: number, reread: boolean) {
  const fact = entry.facts[index];
  if (fact === undefined) throw new Error(`entry ${entry.number} has no fact ${index}`);
  const { kind, ...fields } = fact;
  const { task, taskname, ...others } = { task: undefined, taskname: undefined, ...fields };
  const named = task === undefined ? {} : { task: taskname ?? '', taskId: task };
  const place = { event: kind, epoch: entry.epoch, entry: entry.number, index };
  return {
    message: describeFact({ ...fact, epoch: entry.epoch }, 'sentence'),
    ...place,
    ...named,
    ...others,
    ...(reread ? { reread } : {}),
  };
}
