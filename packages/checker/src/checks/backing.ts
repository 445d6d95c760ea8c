import { supportingExecutions, checkReportedFacts, checkPlaced, isReportedFact } from '@steadfast/invariants';
import type { Check } from '../check.ts';
import { isFinished, type Execution } from '../executions.ts';
import { asEntry } from '../reading.ts';
import { endOf, type AttemptStory, type FactAt } from '../task-histories.ts';
import { CLOCK_TOLERANCE_MS } from '../tolerances.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameExecution, nameFact, reportTo } from '../format.ts';

/** The lines of the journals that make a reported fact true are not younger than the fact. */
function checkReportedAfter(fact: FactAt, backing: readonly Execution[], found: ViolationList): void {
  const trueAtMs = ({ started, end }: Execution): number =>
    (fact.kind === 'task.success' ? end : started)?.atMs ?? Infinity;
  if (backing.length > 0 && backing.every((execution) => trueAtMs(execution) > fact.atMs + CLOCK_TOLERANCE_MS))
    found.add(() => `${nameFact(fact)}: recorded before it was true, see ${backing.map(nameExecution).join('; ')}`);
}

/** An execution is not older than its placement. */
function checkBegunAfter(execution: Execution, placed: FactAt, found: ViolationList): void {
  if (execution.started.atMs < placed.atMs - CLOCK_TOLERANCE_MS)
    found.add(() => `${nameExecution(execution)}: it began before ${nameFact(placed)} was written`);
}

/** What the ledger claims, the journals of the slaves confirm; and the reverse. */
export const BACKED: Check = {
  id: 'backed',
  section: 'promised',
  title: 'What the ledger says was run, was run; what was run, was placed before',
  how: 'each task.running and task.success has an execution of that attempt by that life of that slave in the journals, each execution a task.placed',
  evaluate: ({ entries, executions, reading }) => {
    const found = listViolations();
    const report = reportTo(found);
    let reported = 0;
    for (const entry of entries.map(asEntry)) {
      checkReportedFacts(reading.executions, entry, report);
      for (const fact of entry.facts.filter(isReportedFact)) {
        reported += 1;
        const backing = supportingExecutions(reading.executions, fact).map(({ start }) => start as Execution);
        checkReportedAfter(fact as FactAt, backing, found);
      }
    }
    for (const execution of executions.all) {
      const placed = checkPlaced(reading.ledger, execution, report);
      if (placed !== undefined) checkBegunAfter(execution, placed.fact as FactAt, found);
    }
    return {
      exercised: reported > 0,
      observed: `${count(reported, 'report')} confirmed by journals`,
      violations: found.result(),
    };
  },
};

/** True for an execution that finished after its attempt had been taken from its slave: it counts for nothing. */
export function isFenced(execution: Execution, attempt: AttemptStory | undefined): boolean {
  const end = attempt === undefined ? undefined : endOf(attempt);
  return isFinished(execution) && end !== undefined && end.kind !== 'task.success';
}

/** No finished execution is lost: recorded, or its attempt was taken away. A simulation looks into the outbox instead. */
export const NOTHING_LOST: Check = {
  id: 'nothing-lost',
  section: 'promised',
  title: 'No report is lost; late ones are fenced, and counted',
  how: 'each finished execution is the recorded success, or its attempt was killed or returned in the ledger',
  evaluate: ({ stories, executions }, { settled }) => {
    const found = listViolations();
    let recorded = 0;
    let fenced = 0;
    for (const execution of executions.all) {
      if (!isFinished(execution)) continue;
      const attempt = stories.get(execution.taskId)?.attempts.get(execution.attempt);
      const end = attempt === undefined ? undefined : endOf(attempt);
      if (isFenced(execution, attempt)) fenced += 1;
      else if (end !== undefined) recorded += 1;
      if (end === undefined && settled)
        found.add(() => `${nameExecution(execution)}: it finished, but was never recorded`);
    }
    return {
      exercised: executions.all.some(isFinished),
      observed: `${recorded} recorded, ${fenced} fenced`,
      violations: found.result(),
    };
  },
};
