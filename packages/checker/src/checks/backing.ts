import type { Claim } from '../claim.ts';
import { isFinished, type Execution } from '../executions.ts';
import { endOf, type AttemptStory, type FactAt } from '../stories.ts';
import { CLOCK_TOLERANCE_MS } from '../tolerances.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameExecution, nameFact } from '../words.ts';

const isBy = ({ host, instance }: Execution, fact: FactAt): boolean => host === fact.host && instance === fact.instance;

/** A fact that a slave's report brought about needs the journal of that very slave behind it, and before it. */
const checkReported = (fact: FactAt, attempt: AttemptStory, found: ViolationList): void => {
  const wanted = fact.kind === 'task.success' ? 'finished' : 'started';
  const lineOf = (execution: Execution) => (wanted === 'started' ? execution.started : execution.end);
  const backing = attempt.executions.filter(
    (execution) => isBy(execution, fact) && (wanted === 'started' || isFinished(execution)),
  );
  if (backing.length === 0) {
    const others = attempt.executions.map(nameExecution).join('; ');
    found.add(
      () =>
        `${nameFact(fact)}: no ${wanted} execution by that slave is in the journals${others === '' ? '' : `; there is ${others}`}`,
    );
  } else if (backing.every((execution) => (lineOf(execution)?.atMs ?? Infinity) > fact.atMs + CLOCK_TOLERANCE_MS))
    found.add(() => `${nameFact(fact)}: recorded before it was true, see ${backing.map(nameExecution).join('; ')}`);
};

/** No effect before its fact: an execution needs a placement on that very slave, written before it began. */
const checkPlaced = (execution: Execution, { placed }: AttemptStory, found: ViolationList): void => {
  if (placed === undefined || !isBy(execution, placed))
    found.add(() => `${nameExecution(execution)}: no task.placed of this attempt on this slave is in the ledger`);
  else if (execution.started.atMs < placed.atMs - CLOCK_TOLERANCE_MS)
    found.add(() => `${nameExecution(execution)}: it began before ${nameFact(placed)} was written`);
};

/** What the ledger claims, the journals of the slaves confirm; and the reverse. */
export const BACKED: Claim = {
  id: 'backed',
  section: 'promised',
  title: 'What the ledger says was run, was run; what was run, was placed before',
  how: 'each task.running and task.success has an execution of that attempt by that life of that slave in the journals, each execution a task.placed',
  judge: ({ stories }) => {
    const found = listViolations();
    let reported = 0;
    for (const { facts, attempts } of stories.values()) {
      for (const fact of facts) {
        const attempt = attempts.get(fact.attempt ?? 0);
        if ((fact.kind !== 'task.success' && fact.kind !== 'task.running') || attempt === undefined) continue;
        reported += 1;
        checkReported(fact, attempt, found);
      }
      for (const attempt of attempts.values())
        for (const execution of attempt.executions) checkPlaced(execution, attempt, found);
    }
    return {
      exercised: reported > 0,
      figures: `${count(reported, 'report')} confirmed by journals`,
      violations: found.result(),
    };
  },
};

/** True for an execution that finished after its attempt had been taken from its slave: it counts for nothing. */
export const isFenced = (execution: Execution, attempt: AttemptStory | undefined): boolean => {
  const end = attempt === undefined ? undefined : endOf(attempt);
  return isFinished(execution) && end !== undefined && end.kind !== 'task.success';
};

/** No finished execution is lost: it is the recorded success, or its attempt had been taken away from its slave. */
export const NOTHING_LOST: Claim = {
  id: 'nothing-lost',
  section: 'promised',
  title: 'No report is lost; late ones are fenced, and counted',
  how: 'each finished execution is the recorded success, or its attempt was killed or returned in the ledger',
  judge: ({ stories, executions }, { settled }) => {
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
      figures: `${recorded} recorded, ${fenced} fenced`,
      violations: found.result(),
    };
  },
};
