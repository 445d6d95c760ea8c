import { formatPlural } from '@steadfast/runtime/format';
import type { Check } from '../check.ts';
import { nameExecution, nameFact } from '../naming.ts';
import { sleepDefect, sleeptimeLookup } from '../run/sleep.ts';
import { endOf, type LocatedFact, type TaskHistory } from '../run/task-histories.ts';
import { createViolationList, mergeViolations, type ViolationList } from '../violations.ts';

/** Returns whether a fact precedes another one in the ledger. */
function isBefore(fact: LocatedFact, other: LocatedFact): boolean {
  return fact.entry < other.entry || (fact.entry === other.entry && fact.index < other.index);
}

/**
 * Checks that the previous attempt was revoked first, or was one in another ledger, which the task continues. The
 * transition table implies it, but does not check it alone.
 */
function checkRevokedBefore(placed: LocatedFact, { attempts, facts }: TaskHistory, violations: ViolationList): void {
  const previous = (placed.attempt ?? 0) - 1;
  const before = attempts.get(previous);
  const end = before === undefined ? undefined : endOf(before);
  const revoked = end !== undefined && (end.kind === 'task.killed' || end.kind === 'task.returned');
  const continued = facts.find(({ kind, attempt }) => kind === 'task.adopted' && attempt === previous);
  if ([revoked ? end : undefined, continued].some((fact) => fact !== undefined && isBefore(fact, placed))) return;
  violations.add(() => `${nameFact(placed)}: rerun, although attempt ${previous} had been neither killed nor returned`);
}

/** Checks that every killed attempt was followed by another. */
function checkPlacedAgain({ attempts }: TaskHistory, violations: ViolationList): void {
  for (const { attempt, ends } of attempts.values())
    for (const end of ends)
      if (end.kind === 'task.killed' && attempts.get(attempt + 1)?.placed === undefined)
        violations.add(() => `${nameFact(end)}: killed, but never placed again`);
}

export const RERUN: Check = {
  id: 'rerun',
  section: 'requirement',
  title: 'A killed task is rerun from scratch',
  how: 'each attempt after the first follows a task.killed or task.returned in the ledger, or the task.adopted of a task from another one, has a nonce of its own in the journals, and sleeps for the full sleeptime; a freeze or a cut ends attempts as well, so there can be more reruns than kills; in an epoch, killed tasks are placed in order, and take turns with those that were never placed',
  evaluate: (run, { settled }) => {
    const violations = createViolationList();
    const sleeptimeOf = sleeptimeLookup(run);
    let [killed, returned, reruns] = [0, 0, 0];
    for (const history of run.taskHistories.values()) {
      for (const { attempt, placed, ends, executions } of history.attempts.values()) {
        killed += ends.filter(({ kind }) => kind === 'task.killed').length;
        returned += ends.filter(({ kind }) => kind === 'task.returned').length;
        if (attempt <= 1) continue;
        if (placed !== undefined) checkRevokedBefore(placed, history, violations);
        reruns += executions.length;
        for (const execution of executions) {
          const defect = sleepDefect(execution, sleeptimeOf(history.taskId) ?? 0);
          if (defect !== null)
            violations.add(
              () => `${nameExecution(execution)}: resumed instead of restarting from scratch: it ${defect}`,
            );
        }
      }
      if (settled) checkPlacedAgain(history, violations);
    }
    return {
      exercised: killed > 0 || reruns > 0,
      observed: `${formatPlural(killed, 'task')} killed, ${returned} returned before running, ${formatPlural(reruns, 'rerun')}`,
      violations: mergeViolations([violations.result(), run.records.violationsOf('nothing-starves')]),
    };
  },
};
