import { checkPlaced, checkReportedFacts, isReportedFact, supportingExecutions } from '@steadfast/invariants';
import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { collectInto, nameExecution, nameFact } from '../naming.ts';
import { isFinished, type JournalExecution } from '../run/executions.ts';
import { asEntry } from '../run/promise-records.ts';
import { isTraced } from '../run/run.ts';
import { endOf, isFenced, type LocatedFact } from '../run/task-histories.ts';
import { CLOCK_TOLERANCE_MS } from '../run/tolerances.ts';
import { createViolationList, type ViolationList } from '../violations.ts';

/** Checks that a reported fact was not written before the journal line that makes it true. */
function checkWrittenAfter(
  fact: LocatedFact,
  supporting: readonly JournalExecution[],
  violations: ViolationList,
): void {
  const trueAtMs = ({ started, end }: JournalExecution): number =>
    (fact.kind === 'task.success' ? end : started)?.atMs ?? Infinity;
  if (supporting.length > 0 && supporting.every((each) => trueAtMs(each) > fact.atMs + CLOCK_TOLERANCE_MS))
    violations.add(
      () => `${nameFact(fact)}: recorded before it was true, see ${supporting.map(nameExecution).join('; ')}`,
    );
}

/** Checks that an execution did not start before its placement was written. */
function checkStartedAfter(execution: JournalExecution, placed: LocatedFact, violations: ViolationList): void {
  if (execution.started.atMs < placed.atMs - CLOCK_TOLERANCE_MS)
    violations.add(() => `${nameExecution(execution)}: it started before ${nameFact(placed)} was written`);
}

export const BACKED: Check = {
  id: 'backed',
  section: 'guarantee',
  title: 'Ledger and journals agree on what ran, and where',
  how: 'each task.running and task.success has an execution of that attempt by that incarnation of that slave in the journals, and each execution has an earlier task.placed',
  evaluate: ({ evidence, entries, executions, records }) => {
    const violations = createViolationList();
    const report = collectInto(violations);
    let reported = 0;
    for (const entry of entries.map(asEntry)) {
      if (!isTraced(evidence, entry.number)) break;
      checkReportedFacts(records.executions, entry, report);
      for (const fact of entry.facts.filter(isReportedFact)) {
        reported += 1;
        const supporting = supportingExecutions(records.executions, fact).map(({ start }) => start as JournalExecution);
        checkWrittenAfter(fact as LocatedFact, supporting, violations);
      }
    }
    for (const execution of executions.all) {
      const placed = checkPlaced(records.ledger, execution, report);
      if (placed !== undefined) checkStartedAfter(execution, placed.fact as LocatedFact, violations);
    }
    return {
      exercised: reported > 0,
      observed: `${formatPlural(reported, 'report')} confirmed by journals`,
      violations: violations.result(),
    };
  },
};

/** Not one of the shared invariants: a simulation looks into the outbox instead. */
export const NOTHING_LOST: Check = {
  id: 'nothing-lost',
  section: 'guarantee',
  title: 'No report is lost, and stale ones are fenced',
  how: 'each finished execution is the recorded success of its attempt, or the ledger had killed or returned that attempt',
  evaluate: ({ taskHistories, executions }, { settled }) => {
    const violations = createViolationList();
    let [recorded, fenced] = [0, 0];
    for (const execution of executions.all) {
      if (!isFinished(execution)) continue;
      const attempt = taskHistories.get(execution.taskId)?.attempts.get(execution.attempt);
      const end = attempt === undefined ? undefined : endOf(attempt);
      if (isFenced(execution, attempt)) fenced += 1;
      else if (end !== undefined) recorded += 1;
      if (end === undefined && settled)
        violations.add(() => `${nameExecution(execution)}: it finished, but was never recorded`);
    }
    return {
      exercised: executions.all.some(isFinished),
      observed: `${recorded} recorded, ${fenced} fenced`,
      violations: violations.result(),
    };
  },
};
