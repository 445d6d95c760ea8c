import type { Check } from '../check.ts';
import { listViolations } from '../violations.ts';
import { count, nameLine } from '../format.ts';

/** The evidence itself is in order. */
export const EVIDENCE_WHOLE: Check = {
  id: 'evidence-whole',
  section: 'promised',
  title: 'Journals, logs and ledger can be read in full',
  how: 'every line is parsed; only the last line of a file may be unfinished, which is what a killed process leaves',
  evaluate: ({ evidence }) => {
    const found = listViolations();
    const torn = evidence.damage.filter(({ tornEnd }) => tornEnd).length;
    for (const damage of evidence.damage) if (!damage.tornEnd) found.add(`${nameLine(damage)}: ${damage.fault}`);
    const lines = evidence.journal.length + evidence.log.length;
    return {
      exercised: lines > 0,
      observed: `${count(evidence.journal.length, 'journal line')}, ${count(evidence.log.length, 'log line')}, ${count(torn, 'torn end')}`,
      violations: found.result(),
    };
  },
};
