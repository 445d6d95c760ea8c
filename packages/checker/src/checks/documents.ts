import { documentDifferences } from '@steadfast/invariants';
import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { createViolationList } from '../violations.ts';

export const DOCUMENTS: Check = {
  id: 'documents',
  section: 'guarantee',
  title: 'Task documents match the ledger',
  how: 'each document is compared, field by field, with the result of its facts up to its rev; once the run is over, rev must be the last of them',
  evaluate: ({ documents, taskHistories, records }, { settled }) => {
    const violations = createViolationList();
    for (const document of documents.values()) {
      const { taskId, taskname } = document;
      const record = records.ledger.tasks.get(taskId);
      for (const [field, stored, expected] of documentDifferences(document, record, settled ? Infinity : undefined))
        violations.add(
          () =>
            `${taskname ?? 'a task'} [${taskId}]: ${field} is ${JSON.stringify(stored)}, by the ledger ${JSON.stringify(expected)}`,
        );
    }
    for (const { taskId, taskname, facts } of taskHistories.values())
      if (facts.length > 0 && !documents.has(taskId))
        violations.add(`${taskname} [${taskId}]: its document is missing`);
    return {
      exercised: documents.size > 0,
      observed: formatPlural(documents.size, 'document'),
      violations: violations.result(),
    };
  },
};
