import type { Check } from '../check.ts';
import { count } from '../format.ts';

/** The ledger is one story: no entry is missing, and one master at a time writes it. */
export const LEDGER_ORDER: Check = {
  id: 'ledger-order',
  section: 'promised',
  title: 'The ledger is one story, written by one master at a time',
  how: 'entries are numbered from 1 without a gap; each reign has the next epoch; every fact belongs to the reign of its epoch and its writer',
  evaluate: ({ entries, facts, epochs, reading }) => ({
    exercised: facts.length > 0,
    observed: `${count(facts.length, 'fact')} in ${count(entries.length, 'entry', 'entries')}, ${count(epochs.length, 'reign')}`,
    violations: reading.broken('ledger-has-no-gap', 'epochs-in-order'),
  }),
};
