import { isTaskFact, type Entry, type SlaveFact } from '@steadfast/master/core/facts';
import type { LedgerRecord } from './records.ts';
import { takeReign } from './reigns.ts';
import { PLAIN, type Report } from './report.ts';
import { takeTaskFact } from './tasks.ts';

/** Slaves join before they are lost, one life of a name at a time. */
const takeSlaveFact = ({ present }: LedgerRecord, { number }: Entry, fact: SlaveFact, report: Report): void => {
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
};

/** Takes the next entry into the record, and reports every promise that it breaks. */
export const takeEntry = (record: LedgerRecord, entry: Entry, report: Report): void => {
  const { number, facts } = entry;
  const expected = record.last + 1;
  if (number !== expected) report('ledger-has-no-gap', () => `entry ${number} stands where entry ${expected} must`);
  record.last = number;
  for (const fact of facts) {
    takeReign(record, entry, fact, report);
    if (isTaskFact(fact)) takeTaskFact(record, entry, fact, report);
    else if (fact.kind === 'slave.joined' || fact.kind === 'slave.lost') takeSlaveFact(record, entry, fact, report);
  }
};
