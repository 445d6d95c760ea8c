import { createHash } from 'node:crypto';
import type { AttemptFact, Entry, Fact } from '@steadfast/master/core/ledger/facts';
import { executionsOf } from './executions.ts';
import type { PromiseName } from './promises.ts';
import type { ExecutionRecord, RecordedExecution } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';

/** The kinds of facts that record what a slave reported. */
type ReportedKind = 'task.running' | 'task.success' | 'task.failed';

/** A fact that records what a slave reported. */
type ReportedFact = AttemptFact & { readonly kind: ReportedKind };

/** Which execution backs a fact of each kind, and which promise is broken if there is none. */
const BACKING: Readonly<Record<ReportedKind, { how: string; promise: PromiseName }>> = {
  'task.running': { how: 'started', promise: 'running-is-backed' },
  'task.success': { how: 'finished', promise: 'success-is-backed' },
  'task.failed': { how: 'failed', promise: 'failure-is-backed' },
};

/** True for a fact that records what a slave reported. */
export function isReportedFact(fact: Fact): fact is ReportedFact {
  return Object.hasOwn(BACKING, fact.kind);
}

/**
 * Returns the executions that back a reported fact: those of the same attempt on the same slave instance, and for
 * `task.success` only finished ones, for `task.failed` only failed ones.
 */
export function supportingExecutions(executions: ExecutionRecord, fact: ReportedFact): readonly RecordedExecution[] {
  const { how } = BACKING[fact.kind];
  return executionsOf(executions, { taskId: fact.task, attempt: fact.attempt }).filter(
    ({ start, end }) =>
      start.host === fact.host && start.instance === fact.instance && (how === 'started' || end?.how === how),
  );
}

/** Checks that the result in a fact is what one of the executions that back it has returned. */
function checkResult(
  fact: ReportedFact,
  number: number,
  supporting: readonly RecordedExecution[],
  report: ReportViolation,
): void {
  if (fact.kind !== 'task.success') return;
  const recorded = fact.result === undefined ? undefined : createHash('sha256').update(fact.result).digest('hex');
  if (supporting.some(({ end }) => end?.resultSha256 === recorded)) return;
  const returned = supporting.map(({ end }) => end?.resultSha256 ?? 'nothing').join(', ');
  report(
    'result-is-returned',
    (names = PLAIN_NAMES) =>
      `${names.fact(fact, number)}: the SHA-256 of its result is ${recorded ?? 'nothing'}, of what the slave returned ${returned}`,
  );
}

/** Checks that every reported fact of an entry is backed by an execution. */
export function checkReportedFacts(
  executions: ExecutionRecord,
  { facts, number }: Entry,
  report: ReportViolation,
): void {
  for (const fact of facts) {
    if (!isReportedFact(fact)) continue;
    const supporting = supportingExecutions(executions, fact);
    if (supporting.length > 0) {
      checkResult(fact, number, supporting, report);
      continue;
    }
    const { how, promise } = BACKING[fact.kind];
    report(promise, (names = PLAIN_NAMES) => {
      const others = executionsOf(executions, { taskId: fact.task, attempt: fact.attempt });
      const found =
        others.length === 0 ? '' : `; found only ${others.map(({ start }) => names.execution(start)).join('; ')}`;
      return `${names.fact(fact, number)}: no ${how} execution by that slave is in the journals${found}`;
    });
  }
}
