import type { Entry, Fact } from '@steadfast/master/core/ledger/facts';
import type { LedgerRecord } from './records.ts';
import { PLAIN, type Report } from './report.ts';

type Beginning = Extract<Fact, { readonly kind: 'epoch.began' }>;

function beginEpoch(record: LedgerRecord, entry: Entry, fact: Beginning, report: Report): void {
  const { number, epoch, by, facts } = entry;
  const before = record.epoch;
  if (epoch !== before + 1)
    report(
      'reigns-in-order',
      (names = PLAIN) => `${names.fact(fact, number)}: its epoch is ${epoch}, and must be ${before + 1}`,
    );
  if (facts[0] !== fact)
    report(
      'reigns-in-order',
      (names = PLAIN) => `${names.fact(fact, number)}: it does not stand at the beginning of its entry`,
    );
  if (fact.instance !== by)
    report('reigns-in-order', (names = PLAIN) => `${names.fact(fact, number)}: it was written by another, ${by}`);
  record.epoch = epoch;
  record.writer = by;
  record.endedBy = null;
  record.present.clear();
}

/** Why a fact does not belong to the reign that the ledger is in; null when it does. */
function strangeness({ epoch, writer, endedBy }: LedgerRecord, entry: Entry): string | null {
  if (entry.epoch < epoch) return `its epoch ${entry.epoch} falls behind ${epoch}, which has begun`;
  if (entry.epoch > epoch || epoch === 0) return `its epoch ${entry.epoch} has not begun, the reign is ${epoch}`;
  if (entry.by !== writer) return `written by ${entry.by} in the reign of ${writer}`;
  return endedBy === null ? null : `its reign ended with entry ${endedBy}`;
}

/** A fact begins a reign, ends it, or belongs to it. */
export function takeEpoch(record: LedgerRecord, entry: Entry, fact: Fact, report: Report): void {
  if (fact.kind === 'epoch.began') return beginEpoch(record, entry, fact, report);
  const why = strangeness(record, entry);
  if (why !== null) report('reigns-in-order', (names = PLAIN) => `${names.fact(fact, entry.number)}: ${why}`);
  if (fact.kind === 'epoch.ended') record.endedBy ??= entry.number;
}
