import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';

export const LEGAL_MOVES: Check = {
  id: 'legal-moves',
  section: 'guarantee',
  title: 'Every state transition of every task is legal',
  how: "the facts of the ledger are applied to the scheduler's own transition table; attempts are numbered 1, 2, 3 …; tasks are placed only on slaves that have joined",
  evaluate: ({ taskHistories, records }) => {
    const transitions = taskHistories.values().reduce((sum, { facts }) => sum + facts.length, 0);
    return {
      exercised: transitions > 0,
      observed: `${formatPlural(transitions, 'transition')} of ${formatPlural(taskHistories.size, 'task')}`,
      violations: records.violationsOf('moves-are-legal', 'slaves-join-first'),
    };
  },
};
