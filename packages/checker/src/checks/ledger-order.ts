import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';

export const LEDGER_ORDER: Check = {
  id: 'ledger-order',
  section: 'guarantee',
  title: 'The ledger has no gaps, and one writer at a time',
  how: 'entries are numbered from 1 without gaps; epochs increase; every entry is written in the current epoch, by the master that leads it',
  evaluate: ({ entries, facts, epochs, records }) => ({
    exercised: facts.length > 0,
    observed: `${formatPlural(facts.length, 'fact')} in ${formatPlural(entries.length, 'entry', 'entries')}, ${formatPlural(epochs.length, 'epoch')}`,
    violations: records.violationsOf('ledger-has-no-gap', 'epochs-in-order'),
  }),
};
