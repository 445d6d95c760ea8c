import type { Entry, Fact } from '@steadfast/master/core/ledger/facts';
import { recordEpochTurn } from './fairness.ts';
import type { LedgerRecord } from './records.ts';
import { PLAIN_NAMES, type ReportViolation } from './report.ts';

type EpochBegan = Extract<Fact, { readonly kind: 'epoch.began' }>;

function beginEpoch(record: LedgerRecord, entry: Entry, fact: EpochBegan, report: ReportViolation): void {
  const { number, epoch, by, facts } = entry;
  const before = record.epoch;
  if (epoch <= before)
    report(
      'epochs-in-order',
      (names = PLAIN_NAMES) => `${names.fact(fact, number)}: its epoch is ${epoch}, expected more than ${before}`,
    );
  if (facts[0] !== fact)
    report(
      'epochs-in-order',
      (names = PLAIN_NAMES) => `${names.fact(fact, number)}: it is not the first fact of its entry`,
    );
  if (fact.instance !== by)
    report(
      'epochs-in-order',
      (names = PLAIN_NAMES) => `${names.fact(fact, number)}: it was written by another master, ${by}`,
    );
  record.epoch = epoch;
  record.writer = by;
  record.endedBy = null;
  record.joinedSlaves.clear();
  recordEpochTurn(record);
}

/** Returns why an entry may not be written in the current epoch; null when it may. */
function epochViolation({ epoch, writer, endedBy }: LedgerRecord, entry: Entry): string | null {
  if (entry.epoch < epoch) return `its epoch ${entry.epoch} is older than the current epoch ${epoch}`;
  if (entry.epoch > epoch || epoch === 0)
    return `its epoch ${entry.epoch} has not begun, the current epoch is ${epoch}`;
  if (entry.by !== writer) return `written by ${entry.by} in the epoch of ${writer}`;
  return endedBy === null ? null : `its epoch ended with entry ${endedBy}`;
}

/** Records a fact as the beginning or the end of an epoch, or checks that it belongs to the current one. */
export function recordEpochFact(record: LedgerRecord, entry: Entry, fact: Fact, report: ReportViolation): void {
  if (fact.kind === 'epoch.began') return beginEpoch(record, entry, fact, report);
  const why = epochViolation(record, entry);
  if (why !== null) report('epochs-in-order', (names = PLAIN_NAMES) => `${names.fact(fact, entry.number)}: ${why}`);
  if (fact.kind === 'epoch.ended') record.endedBy ??= entry.number;
}
