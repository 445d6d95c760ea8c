import type { Check } from '../check.ts';
import { count } from '../format.ts';

/** Everything that the ledger tells is possible. */
export const LEGAL_MOVES: Check = {
  id: 'legal-moves',
  section: 'promised',
  title: 'Every move of every task is legal',
  how: "the ledger is folded through the scheduler's own transition table; attempts count 1, 2, 3 …; tasks are placed only on slaves that have joined",
  evaluate: ({ stories, reading }) => {
    const moves = stories.values().reduce((sum, { facts }) => sum + facts.length, 0);
    return {
      exercised: moves > 0,
      observed: `${count(moves, 'move')} of ${count(stories.size, 'task')}`,
      violations: reading.broken('moves-are-legal', 'slaves-join-first'),
    };
  },
};
