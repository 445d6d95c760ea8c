import type { TaskChange, WatchFilter__Output } from '@steadfast/protocol/tasks';
import type { Entry, TaskFact } from '../core/ledger/facts.ts';
import { toTimestamp } from '../inspection/task-message.ts';

/** What facts about tasks may have in addition to what identifies the task. */
interface ChangeFields {
  readonly taskname: string | null;
  readonly attempt?: number;
  readonly host?: string;
  readonly reason?: string;
  readonly result?: string;
  readonly failures?: number;
  readonly retryAtMs?: number | null;
}

/** Converts a fact about a task to a message. */
export function toTaskChange(fact: TaskFact, { atMs }: Entry): TaskChange {
  const { kind, task: taskId } = fact;
  const { taskname, attempt = 0, host = '', reason = '', result = '', failures = 0, retryAtMs }: ChangeFields = fact;
  return {
    taskId,
    taskname: taskname ?? '',
    kind,
    at: toTimestamp(atMs),
    attempt,
    host,
    reason,
    resultJson: result,
    failures,
    ...(typeof retryAtMs === 'number' ? { retryAt: toTimestamp(retryAtMs) } : {}),
  };
}

/** Returns whether a filter selects a fact. */
export function matchesFilter({ kinds, tasknamePrefix }: WatchFilter__Output, { kind, taskname }: TaskFact): boolean {
  return (kinds.length === 0 || kinds.includes(kind)) && (taskname ?? '').startsWith(tasknamePrefix);
}
