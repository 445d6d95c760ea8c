import {
  closeExecution,
  createExecutionRecord,
  createLedgerRecord,
  recordEntryNumber,
  recordFact,
  recordMalformedFact,
  recordStart,
  type ExecutionRecord,
  type LedgerRecord,
  type PromiseName,
  type ReportViolation,
} from '@steadfast/invariants';
import type { Entry, Fact } from '@steadfast/master/core/ledger/facts';
import { collectInto } from '../naming.ts';
import { createViolationList, mergeViolations, type ViolationList, type Violations } from '../violations.ts';
import type { JournalExecution, JournalExecutions } from './executions.ts';
import { factDefect } from './fact-defect.ts';
import type { LocatedEntry } from './task-histories.ts';
import { ROUNDING_MS } from './tolerances.ts';

/** Ledger and journals of a run as read by the shared invariants, which simulated runs must keep as well. */
export interface PromiseRecords {
  readonly ledger: LedgerRecord;
  readonly executions: ExecutionRecord;
  /** Returns the violations of these promises that were found while ledger and journals were read. */
  readonly violationsOf: (...promises: readonly PromiseName[]) => Violations;
}

/** Returns an entry as the shared invariants take it. Its malformed facts must be passed to `recordMalformedFact`. */
export function asEntry(entry: LocatedEntry): Entry {
  return entry as Entry;
}

function recordLedger(entries: readonly LocatedEntry[], report: ReportViolation): LedgerRecord {
  const record = createLedgerRecord();
  for (const located of entries) {
    const entry = asEntry(located);
    recordEntryNumber(record, entry, report);
    for (const fact of located.facts) {
      const defect = factDefect(fact);
      if (defect === null) recordFact(record, entry, fact as Fact, report);
      else recordMalformedFact(record, entry, fact as Fact, defect, report);
    }
  }
  return record;
}

function endsBefore({ end }: JournalExecution, next: JournalExecution | undefined): boolean {
  return next === undefined || (end?.monotonicMs ?? Infinity) <= next.started.monotonicMs + ROUNDING_MS;
}

/** Records the executions of one incarnation of a slave, in the order of its monotonic clock. */
function recordIncarnation(
  record: ExecutionRecord,
  executions: readonly JournalExecution[],
  report: ReportViolation,
): void {
  const inOrder = [...executions].sort((one, other) => one.started.monotonicMs - other.started.monotonicMs);
  const closeLast: (() => void)[] = [];
  for (const [index, execution] of inOrder.entries()) {
    const recorded = recordStart(record, execution, report);
    const { event: how = 'started', resultSha256 } = execution.end ?? {};
    if (how === 'started') continue;
    const end = { how, ...(resultSha256 === undefined ? {} : { resultSha256 }) };
    const close = (): void => closeExecution(record, recorded, end);
    if (endsBefore(execution, inOrder[index + 1])) close();
    else closeLast.push(close);
  }
  for (const close of closeLast) close();
}

/** Reads ledger and journals, and collects the violations of every promise that can be checked in doing so. */
export function recordRun(entries: readonly LocatedEntry[], { byInstance }: JournalExecutions): PromiseRecords {
  const violations = new Map<PromiseName, ViolationList>();
  const report: ReportViolation = (promise, detail) => {
    const list = violations.get(promise) ?? createViolationList();
    violations.set(promise, list);
    collectInto(list)(promise, detail);
  };
  const record = createExecutionRecord();
  for (const executions of byInstance.values()) recordIncarnation(record, executions, report);
  return {
    ledger: recordLedger(entries, report),
    executions: record,
    violationsOf: (...promises) =>
      mergeViolations(promises.flatMap((promise) => violations.get(promise)?.result() ?? [])),
  };
}
