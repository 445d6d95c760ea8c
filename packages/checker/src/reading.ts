import {
  createExecutionRecord,
  createLedgerRecord,
  closeExecution,
  recordFact,
  recordEntryNumber,
  recordMalformedFact,
  recordStart,
  type ExecutionRecord,
  type LedgerRecord,
  type PromiseName,
  type ReportViolation,
} from '@steadfast/invariants';
import type { Entry, Fact } from '@steadfast/master/core/ledger/facts';
import type { Execution, Executions } from './executions.ts';
import { shapeFault } from './fact-shape.ts';
import type { EntryAt } from './task-histories.ts';
import { ROUNDING_MS } from './tolerances.ts';
import { joinViolations, listViolations, type ViolationList, type Violations } from './violations.ts';
import { reportTo } from './format.ts';

/** Ledger and journals of a run, taken in by the rules that simulated runs are held to as well. */
export interface Reading {
  readonly ledger: LedgerRecord;
  readonly executions: ExecutionRecord;
  /** What was found to break any of these promises while they were read. */
  readonly broken: (...promises: readonly PromiseName[]) => Violations;
}

/** An entry as the rules take it. What is malformed in it must be given to `takeSenseless`. */
export function asEntry(entry: EntryAt): Entry {
  return entry as Entry;
}

function readLedger(entries: readonly EntryAt[], report: ReportViolation): LedgerRecord {
  const record = createLedgerRecord();
  for (const entryAt of entries) {
    const entry = asEntry(entryAt);
    recordEntryNumber(record, entry, report);
    for (const fact of entryAt.facts) {
      const fault = shapeFault(fact);
      if (fault === null) recordFact(record, entry, fact as Fact, report);
      else recordMalformedFact(record, entry, fact as Fact, fault, report);
    }
  }
  return record;
}

function isOverBefore({ end }: Execution, next: Execution | undefined): boolean {
  return next === undefined || (end?.monotonicMs ?? Infinity) <= next.started.monotonicMs + ROUNDING_MS;
}

/** Takes in what one life of a slave ran, in the order of its own clock, which may be off by a rounding. */
function readLife(record: ExecutionRecord, life: readonly Execution[], report: ReportViolation): void {
  const inOrder = [...life].sort((one, other) => one.started.monotonicMs - other.started.monotonicMs);
  const overlapping: (() => void)[] = [];
  for (const [index, execution] of inOrder.entries()) {
    const taken = recordStart(record, execution, report);
    const how = execution.end?.event;
    if (how === undefined || how === 'started') continue;
    const end = (): void => closeExecution(record, taken, how);
    if (isOverBefore(execution, inOrder[index + 1])) end();
    else overlapping.push(end);
  }
  for (const end of overlapping) end();
}

/** Reads ledger and journals, and notes every promise that they break by themselves. */
export function readRun(entries: readonly EntryAt[], { byInstance }: Executions): Reading {
  const found = new Map<PromiseName, ViolationList>();
  const report: ReportViolation = (promise, detail) => {
    const list = found.get(promise) ?? listViolations();
    found.set(promise, list);
    reportTo(list)(promise, detail);
  };
  const executions = createExecutionRecord();
  for (const life of byInstance.values()) readLife(executions, life, report);
  return {
    ledger: readLedger(entries, report),
    executions,
    broken: (...promises) => joinViolations(promises.flatMap((promise) => found.get(promise)?.result() ?? [])),
  };
}
