import { isTaskFact, type Entry, type Fact, type SlaveFact } from '@steadfast/master/core/ledger/facts';
import { recordEpochFact } from './epochs.ts';
import { recordAbility } from './fairness.ts';
import type { LedgerRecord } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';
import { markInvalid, recordTaskFact } from './tasks.ts';

function recordSlaveFact(record: LedgerRecord, { number }: Entry, fact: SlaveFact, report: ReportViolation): void {
  const { host, instance } = fact;
  const { joinedSlaves } = record;
  const joined = joinedSlaves.get(host);
  if (fact.kind === 'slave.joined') {
    if (joined !== undefined)
      report(
        'slaves-join-first',
        (names = PLAIN_NAMES) => `${names.fact(fact, number)}: ${host}/${joined} has already joined`,
      );
    joinedSlaves.set(host, instance);
    recordAbility(record, fact);
  } else {
    if (joined !== instance)
      report(
        'slaves-join-first',
        (names = PLAIN_NAMES) => `${names.fact(fact, number)}: it had not joined in this epoch`,
      );
    joinedSlaves.delete(host);
  }
}

/** Records the number of the next entry, and reports a gap. */
export function recordEntryNumber(record: LedgerRecord, { number }: Entry, report: ReportViolation): void {
  const expected = record.last + 1;
  if (number !== expected) report('ledger-has-no-gap', () => `found entry ${number}, expected entry ${expected}`);
  record.last = number;
}

/** Records a fact of the current entry, and reports the promises that it breaks. */
export function recordFact(record: LedgerRecord, entry: Entry, fact: Fact, report: ReportViolation): void {
  recordEpochFact(record, entry, fact, report);
  if (isTaskFact(fact)) recordTaskFact(record, entry, fact, report);
  else if (fact.kind === 'slave.joined' || fact.kind === 'slave.lost') recordSlaveFact(record, entry, fact, report);
}

/**
 * Records a malformed fact of the current entry: one of an unknown kind, or with a field missing. Its task is not
 * changed by any later fact; the other promises are still checked as far as the fact allows.
 */
export function recordMalformedFact(
  record: LedgerRecord,
  entry: Entry,
  fact: Fact,
  why: string,
  report: ReportViolation,
): void {
  report('moves-are-legal', (names = PLAIN_NAMES) => `${names.fact(fact, entry.number)}: ${why}`);
  if ('task' in fact) markInvalid(record, fact.task, entry.number);
  else if (isTaskFact(fact)) return recordEpochFact(record, entry, fact, report);
  recordFact(record, entry, fact, report);
}

/** Records the next entry, and reports the promises that it breaks. */
export function recordEntry(record: LedgerRecord, entry: Entry, report: ReportViolation): void {
  recordEntryNumber(record, entry, report);
  for (const fact of entry.facts) recordFact(record, entry, fact, report);
}
