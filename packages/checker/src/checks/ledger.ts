import type { Claim } from '../claim.ts';
import type { LedgerEntry } from '../evidence.ts';
import type { FactAt } from '../stories.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameFact } from '../words.ts';

/** The reign that the ledger is in while it is read. */
interface Reign {
  readonly epoch: number;
  readonly instance: string;
  /** The fact that ended it, once it has ended. */
  ended?: FactAt;
}

const checkNumbers = (ledger: readonly LedgerEntry[], found: ViolationList): void => {
  let expected = 1;
  for (const { number } of ledger) {
    if (number !== expected) found.add(`entry ${number} stands where entry ${expected} must`);
    expected = number + 1;
  }
};

/** The reign that a `reign.began` opens; notes what is wrong with it. */
const beginReign = (fact: FactAt, before: Reign | undefined, found: ViolationList): Reign => {
  const expected = (before?.epoch ?? 0) + 1;
  if (fact.epoch !== expected) found.add(`${nameFact(fact)}: its epoch is ${fact.epoch}, and must be ${expected}`);
  if (fact.index !== 0) found.add(`${nameFact(fact)}: it does not stand at the beginning of its entry`);
  if (fact.instance !== fact.by) found.add(`${nameFact(fact)}: it was written by another instance, ${fact.by}`);
  return { epoch: fact.epoch, instance: fact.by };
};

const checkBelongs = (fact: FactAt, reign: Reign | undefined, found: ViolationList): void => {
  if (reign === undefined) found.add(`${nameFact(fact)}: no reign has begun`);
  else if (fact.epoch < reign.epoch)
    found.add(`${nameFact(fact)}: its epoch ${fact.epoch} falls behind ${reign.epoch}, which has begun`);
  else if (fact.epoch > reign.epoch)
    found.add(`${nameFact(fact)}: its epoch ${fact.epoch} has not begun, the reign is ${reign.epoch}`);
  else if (fact.by !== reign.instance)
    found.add(`${nameFact(fact)}: written by ${fact.by} in the reign of ${reign.instance}`);
  else if (reign.ended !== undefined) found.add(`${nameFact(fact)}: its reign ended with ${nameFact(reign.ended)}`);
};

const checkReigns = (facts: readonly FactAt[], found: ViolationList): number => {
  let reign: Reign | undefined;
  let reigns = 0;
  for (const fact of facts) {
    if (fact.kind === 'reign.began') {
      reign = beginReign(fact, reign, found);
      reigns += 1;
      continue;
    }
    checkBelongs(fact, reign, found);
    if (fact.kind === 'reign.ended' && reign !== undefined) reign.ended ??= fact;
  }
  return reigns;
};

/** The ledger is one story: no entry is missing, and one master at a time writes it. */
export const LEDGER_ORDER: Claim = {
  id: 'ledger-order',
  section: 'promised',
  title: 'The ledger is one story, written by one master at a time',
  how: 'entries are numbered from 1 without a gap; each reign has the next epoch; every fact belongs to the reign of its epoch and its writer',
  judge: ({ evidence, facts }) => {
    const found = listViolations();
    checkNumbers(evidence.ledger, found);
    const reigns = checkReigns(facts, found);
    return {
      exercised: facts.length > 0,
      figures: `${count(facts.length, 'fact')} in ${count(evidence.ledger.length, 'entry', 'entries')}, ${count(reigns, 'reign')}`,
      violations: found.result(),
    };
  },
};
