import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameLine } from '../evidence/place.ts';
import { createViolationList } from '../violations.ts';

export const EVIDENCE_WHOLE: Check = {
  id: 'evidence-whole',
  section: 'guarantee',
  title: 'Journals, logs and ledger are complete and readable',
  how: 'every line is parsed; only the last line of a file may be unfinished, which is what a killed process leaves',
  evaluate: ({ evidence }) => {
    const violations = createViolationList();
    const tornEnds = evidence.damage.filter(({ tornEnd }) => tornEnd).length;
    for (const damage of evidence.damage) if (!damage.tornEnd) violations.add(`${nameLine(damage)}: ${damage.reason}`);
    const lines = evidence.journal.length + evidence.log.length;
    return {
      exercised: lines > 0,
      observed: `${formatPlural(evidence.journal.length, 'journal line')}, ${formatPlural(evidence.log.length, 'log line')}, ${formatPlural(tornEnds, 'unfinished line')}`,
      violations: violations.result(),
    };
  },
};
