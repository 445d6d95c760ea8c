import type { AttemptFact, Entry, Fact } from '@steadfast/master/core/ledger/facts';
import { executionsOf } from './executions.ts';
import type { ExecutionRecord, RecordedExecution } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';

/** True for a fact that records what a slave reported. */
export function isReportedFact(fact: Fact): fact is AttemptFact {
  return fact.kind === 'task.success' || fact.kind === 'task.running';
}

/**
 * Returns the executions that back a reported fact: those of the same attempt on the same slave instance, and for
 * `task.success` only finished ones.
 */
export function supportingExecutions(executions: ExecutionRecord, fact: AttemptFact): readonly RecordedExecution[] {
  return executionsOf(executions, { taskId: fact.task, attempt: fact.attempt }).filter(
    ({ start, end }) =>
      start.host === fact.host &&
      start.instance === fact.instance &&
      (fact.kind !== 'task.success' || end === 'finished'),
  );
}

/** Checks that every reported fact of an entry is backed by an execution. */
export function checkReportedFacts(
  executions: ExecutionRecord,
  { facts, number }: Entry,
  report: ReportViolation,
): void {
  for (const fact of facts) {
    if (!isReportedFact(fact) || supportingExecutions(executions, fact).length > 0) continue;
    const succeeded = fact.kind === 'task.success';
    report(succeeded ? 'success-is-backed' : 'running-is-backed', (names = PLAIN_NAMES) => {
      const others = executionsOf(executions, { taskId: fact.task, attempt: fact.attempt });
      const found =
        others.length === 0 ? '' : `; found only ${others.map(({ start }) => names.execution(start)).join('; ')}`;
      const wanted = `no ${succeeded ? 'finished' : 'started'} execution by that slave`;
      return `${names.fact(fact, number)}: ${wanted} is in the journals${found}`;
    });
  }
}
