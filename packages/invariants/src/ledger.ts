import { isTaskFact, type Entry, type Fact, type SlaveFact } from '@steadfast/master/core/ledger/facts';
import type { LedgerRecord } from './records.ts';
import { takeEpoch } from './epochs.ts';
import { PLAIN, type Report } from './report.ts';
import { giveUpOn, takeTaskFact } from './tasks.ts';

/** Slaves join before they are lost, one life of a name at a time. */
function takeSlaveFact({ present }: LedgerRecord, { number }: Entry, fact: SlaveFact, report: Report): void {
  const { host, instance } = fact;
  const there = present.get(host);
  if (fact.kind === 'slave.joined') {
    if (there !== undefined)
      report('slaves-join-first', (names = PLAIN) => `${names.fact(fact, number)}: ${host}/${there} is there already`);
    present.set(host, instance);
  } else {
    if (there !== instance)
      report('slaves-join-first', (names = PLAIN) => `${names.fact(fact, number)}: it had not joined in this reign`);
    present.delete(host);
  }
}

/** Takes the number of the next entry into the record. */
export function takeNumber(record: LedgerRecord, { number }: Entry, report: Report): void {
  const expected = record.last + 1;
  if (number !== expected) report('ledger-has-no-gap', () => `entry ${number} stands where entry ${expected} must`);
  record.last = number;
}

/** Takes a fact of the last entry into the record. */
export function takeFact(record: LedgerRecord, entry: Entry, fact: Fact, report: Report): void {
  takeEpoch(record, entry, fact, report);
  if (isTaskFact(fact)) takeTaskFact(record, entry, fact, report);
  else if (fact.kind === 'slave.joined' || fact.kind === 'slave.lost') takeSlaveFact(record, entry, fact, report);
}

/**
 * Takes what stands for a fact of the last entry, but is of no kind or lacks a field. From there on nothing moves its
 * task; what else is promised is held against it as far as it goes.
 */
export function takeSenseless(record: LedgerRecord, entry: Entry, fact: Fact, why: string, report: Report): void {
  report('moves-are-legal', (names = PLAIN) => `${names.fact(fact, entry.number)}: ${why}`);
  if ('task' in fact) giveUpOn(record, fact.task, entry.number);
  else if (isTaskFact(fact)) return takeEpoch(record, entry, fact, report);
  takeFact(record, entry, fact, report);
}

/** Takes the next entry into the record, and reports every promise that it breaks. */
export function takeEntry(record: LedgerRecord, entry: Entry, report: Report): void {
  takeNumber(record, entry, report);
  for (const fact of entry.facts) takeFact(record, entry, fact, report);
}
