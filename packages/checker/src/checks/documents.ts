import { documentDifferences } from '@steadfast/invariants';
import type { Check } from '../check.ts';
import { listViolations } from '../violations.ts';
import { count } from '../format.ts';

/** The task documents are what the facts make of them. */
export const DOCUMENTS: Check = {
  id: 'documents',
  section: 'promised',
  title: 'The task documents are exactly what the ledger says',
  how: 'each document is compared, field by field, with the fold of its facts up to its rev; when the run is over, rev must be the last of them',
  evaluate: ({ documents, stories, reading }, { settled }) => {
    const found = listViolations();
    for (const document of documents.values()) {
      const { taskId, taskname } = document;
      const record = reading.ledger.tasks.get(taskId);
      for (const [field, one, other] of documentDifferences(document, record, settled ? Infinity : undefined))
        found.add(
          () =>
            `${taskname ?? 'a task'} [${taskId}]: ${field} is ${JSON.stringify(one)}, by the ledger ${JSON.stringify(other)}`,
        );
    }
    for (const { taskId, taskname, facts } of stories.values())
      if (facts.length > 0 && !documents.has(taskId)) found.add(`${taskname} [${taskId}]: its document is gone`);
    return { exercised: documents.size > 0, observed: count(documents.size, 'document'), violations: found.result() };
  },
};
