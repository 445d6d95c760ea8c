import { attemptKey, type AttemptReference } from '@steadfast/protocol/messages';
import type { ExecutionEnd, ExecutionRecord, ExecutionStart, RecordedExecution } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';

/** Returns all executions of an attempt, oldest first. More than one violates `started-once`. */
export function executionsOf({ byAttempt }: ExecutionRecord, attempt: AttemptReference): readonly RecordedExecution[] {
  const found: RecordedExecution[] = [];
  for (let each = byAttempt.get(attemptKey(attempt)) ?? null; each !== null; each = each.before) found.unshift(each);
  return found;
}

/** Records a start, and reports the promises that it breaks. */
export function recordStart(
  record: ExecutionRecord,
  start: ExecutionStart,
  report: ReportViolation,
): RecordedExecution {
  const { byAttempt, running, counts } = record;
  const { taskId, instance } = start;
  const key = attemptKey(start);
  const before = byAttempt.get(key) ?? null;
  const execution: RecordedExecution = { start, instance, end: null, before };
  byAttempt.set(key, execution);
  if (before !== null)
    report('started-once', (names = PLAIN_NAMES) => {
      const all = executionsOf(record, start).map((each) => names.execution(each.start));
      return `one attempt was started ${all.length} times: ${all.join('; ')}`;
    });
  const current = running.get(instance);
  if (current !== undefined)
    report(
      'one-at-a-time',
      (names = PLAIN_NAMES) => `${names.execution(start)} started while ${names.ran(current.start)}`,
    );
  running.set(instance, execution);
  counts.set(taskId, (counts.get(taskId) ?? 0) + 1);
  return execution;
}

/** Records the end of a given execution. */
export function closeExecution({ running }: ExecutionRecord, execution: RecordedExecution, end: ExecutionEnd): void {
  execution.end = end;
  if (running.get(execution.instance) === execution) running.delete(execution.instance);
}

/**
 * Records the end of what a slave instance is running, and reports the promises that it breaks.
 * @param missingMs how much shorter than its task's duration the execution was
 */
export function recordEnd(
  record: ExecutionRecord,
  instance: string,
  end: ExecutionEnd,
  missingMs: number,
  report: ReportViolation,
): void {
  const execution = record.running.get(instance);
  if (execution === undefined)
    return report('one-at-a-time', () => `${instance} ended an execution that it had not started`);
  closeExecution(record, execution, end);
  if (end.how === 'finished' && missingMs > 0)
    report(
      'whole-sleep',
      (names = PLAIN_NAMES) => `${names.execution(execution.start)} finished ${missingMs} ms too early`,
    );
}

/** Records that a slave process died, and its execution with it. */
export function recordProcessDeath({ running }: ExecutionRecord, instance: string): void {
  running.delete(instance);
}
