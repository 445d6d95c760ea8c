import type { AttemptReference } from '@steadfast/protocol/messages';
import type { Execution, ExecutionRecord, Start } from './records.ts';
import { PLAIN, type Report } from './report.ts';

function keyOf({ taskId, attempt }: AttemptReference): string {
  return `${attempt} ${taskId}`;
}

/** The executions of an attempt, in order: none, or one, or a broken promise. */
export function executionsOf({ byAttempt }: ExecutionRecord, attempt: AttemptReference): readonly Execution[] {
  const found: Execution[] = [];
  for (let each = byAttempt.get(keyOf(attempt)) ?? null; each !== null; each = each.before) found.unshift(each);
  return found;
}

/** Takes a start into the record, and reports the promises that it breaks. */
export function takeStart(record: ExecutionRecord, start: Start, report: Report): Execution {
  const { byAttempt, running, counts } = record;
  const { taskId, instance } = start;
  const key = keyOf(start);
  const before = byAttempt.get(key) ?? null;
  const execution: Execution = { start, instance, end: null, before };
  byAttempt.set(key, execution);
  if (before !== null)
    report('started-once', (names = PLAIN) => {
      const all = executionsOf(record, start).map((each) => names.execution(each.start));
      return `one attempt was started ${all.length} times: ${all.join('; ')}`;
    });
  const current = running.get(instance);
  if (current !== undefined)
    report('one-at-a-time', (names = PLAIN) => `${names.execution(start)} began while ${names.ran(current.start)}`);
  running.set(instance, execution);
  counts.set(taskId, (counts.get(taskId) ?? 0) + 1);
  return execution;
}

/** Takes the end of an execution into the record. */
export function endExecution({ running }: ExecutionRecord, execution: Execution, end: 'finished' | 'aborted'): void {
  execution.end = end;
  if (running.get(execution.instance) === execution) running.delete(execution.instance);
}

/** Takes the end of what a slave runs into the record. `missingMs`: how much it slept too little. */
export function takeEnd(
  record: ExecutionRecord,
  instance: string,
  end: 'finished' | 'aborted',
  missingMs: number,
  report: Report,
): void {
  const execution = record.running.get(instance);
  if (execution === undefined) return report('one-at-a-time', () => `${instance} ends what it had not started`);
  endExecution(record, execution, end);
  if (end === 'finished' && missingMs > 0)
    report('whole-sleep', (names = PLAIN) => `${names.execution(execution.start)} slept ${missingMs} ms too little`);
}

/** The process of a slave died, and what it ran with it. */
export function takeDeath({ running }: ExecutionRecord, instance: string): void {
  running.delete(instance);
}
