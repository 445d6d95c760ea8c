import { checkAcknowledged } from '@steadfast/invariants';
import type { Check } from '../check.ts';
import { nameLine } from '../evidence/place.ts';
import { collectInto, EVIDENCE_NAMES, nameFact } from '../naming.ts';
import { slaveLogLines } from '../run/incarnations.ts';
import { endOf, type LocatedFact } from '../run/task-histories.ts';
import { CLOCK_TOLERANCE_MS } from '../run/tolerances.ts';
import { createViolationList } from '../violations.ts';

export const ACKNOWLEDGED: Check = {
  id: 'acknowledged',
  section: 'guarantee',
  title: 'A report is acknowledged only after it is recorded, and then never refused',
  how: "each task.success in a slave's log is the success of that very attempt in the ledger, written earlier; no report.refused is about a recorded success",
  evaluate: ({ evidence, incarnations, records, taskHistories }) => {
    const violations = createViolationList();
    const acknowledged = slaveLogLines(evidence.log, incarnations, 'task.success');
    for (const line of acknowledged) {
      const { taskId = '', attempt = 0 } = line;
      const names = { ...EVIDENCE_NAMES, attempt: () => `${nameLine(line)}: ${line.task} attempt ${line.attempt}` };
      const success = checkAcknowledged(records.ledger, { taskId, attempt }, collectInto(violations, names));
      if (success !== undefined && line.atMs < success.atMs - CLOCK_TOLERANCE_MS)
        violations.add(
          () => `${nameLine(line)}: acknowledged before ${nameFact(success.fact as LocatedFact)} was written`,
        );
    }
    const refused = slaveLogLines(evidence.log, incarnations, 'report.refused');
    // Real slaves report only attempts that they were assigned, so the recorded success may be that of any slave.
    for (const line of refused) {
      const attempt = taskHistories.get(line.taskId ?? '')?.attempts.get(line.attempt ?? 0);
      const end = attempt === undefined ? undefined : endOf(attempt);
      if (end?.kind === 'task.success')
        violations.add(() => `${nameLine(line)}: a report was refused although it is recorded as ${nameFact(end)}`);
    }
    const replayed = acknowledged.filter((line) => line.replayed === true).length;
    return {
      exercised: acknowledged.length + refused.length > 0,
      observed: `${acknowledged.length} acknowledged, ${replayed} of them after a replay; ${refused.length} refused`,
      violations: violations.result(),
    };
  },
};
