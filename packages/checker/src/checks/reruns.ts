import type { Check } from '../check.ts';
import { sleeptimesOf } from '../run.ts';
import { endOf, type AttemptStory, type FactAt, type TaskStory } from '../task-histories.ts';
import { listViolations, type ViolationList } from '../violations.ts';
import { count, nameExecution, nameFact } from '../format.ts';
import { sleepFault } from './executions.ts';

/** A task runs again only after its attempt before was taken away: the table of moves says so too, but not by itself. */
function checkReason(placed: FactAt, before: AttemptStory | undefined, found: ViolationList): void {
  const end = before === undefined ? undefined : endOf(before);
  const ended = end !== undefined && (end.kind === 'task.killed' || end.kind === 'task.returned');
  const earlier = ended && (end.entry < placed.entry || (end.entry === placed.entry && end.index < placed.index));
  if (!earlier)
    found.add(
      () =>
        `${nameFact(placed)}: rerun, although attempt ${(placed.attempt ?? 0) - 1} was neither killed nor returned before`,
    );
}

/** What was killed must be placed again, unless the run was cut off. */
function checkFollowed({ attempts }: TaskStory, found: ViolationList): void {
  for (const { attempt, ends } of attempts.values())
    for (const end of ends)
      if (end.kind === 'task.killed' && attempts.get(attempt + 1)?.placed === undefined)
        found.add(() => `${nameFact(end)}: killed, but never placed again`);
}

/** A killed task is run again, from the start. */
export const RERUN: Check = {
  id: 'rerun',
  section: 'asked',
  title: 'A killed task is rerun from scratch',
  how: 'each attempt after the first follows a task.killed or task.returned in the ledger, has a nonce of its own in the journals, and sleeps the whole sleeptime',
  evaluate: (run, { settled }) => {
    const found = listViolations();
    const sleeptimeOf = sleeptimesOf(run);
    let killed = 0;
    let reruns = 0;
    for (const story of run.stories.values()) {
      for (const { attempt, placed, ends, executions } of story.attempts.values()) {
        killed += ends.filter(({ kind }) => kind === 'task.killed').length;
        if (attempt <= 1) continue;
        if (placed !== undefined) checkReason(placed, story.attempts.get(attempt - 1), found);
        reruns += executions.length;
        for (const execution of executions) {
          const fault = sleepFault(execution, sleeptimeOf(story.taskId) ?? 0);
          if (fault !== null)
            found.add(() => `${nameExecution(execution)}: a rerun that resumed instead of restarting: it ${fault}`);
        }
      }
      if (settled) checkFollowed(story, found);
    }
    const observed = `${count(killed, 'kill')} of tasks on record, ${count(reruns, 'rerun')}`;
    return { exercised: killed > 0 || reruns > 0, observed, violations: found.result() };
  },
};
