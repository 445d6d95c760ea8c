/**
 * Documents of tasks that another ledger knows, or a user who wrote what only masters write: they say that there were
 * attempts, but this ledger has none. A database that was restored in part has them.
 *
 * Such a task must not be placed as it is. The revision of its document is beyond the end of this ledger, so a leader that
 * catches up would take the document for up to date and place the same attempt again. It is adopted first: a fact says
 * after which attempt it continues, and its update gives the document a revision of this ledger. After that it is read
 * again, and is a task like any other.
 */
import type { StepContext } from '../effects.ts';
import { newTask } from '../ledger/transitions.ts';
import type { Leadership } from '../state.ts';
import { decideTask } from './leadership.ts';
import type { ValidTask } from './task-document.ts';
import { NO_SPEC } from './task-spec.ts';
import { track } from './task-index.ts';

/** Returns whether a document has a revision that this ledger has not reached. */
export function isBeyondLedger({ groupCommit }: Leadership, { rev }: Pick<ValidTask, 'rev'>): boolean {
  return rev !== null && rev > groupCommit.last;
}

/** Returns whether a document without a revision says that its task was placed before. */
export function hasForeignAttempts({ rev, attempt, state }: ValidTask): boolean {
  return rev === null && (attempt > 0 || state === 'killed');
}

/** Decides that a task continues after the attempts of another ledger. A slave that still holds one loses it. */
export function adopt(leadership: Leadership, context: StepContext, task: Omit<ValidTask, 'work'>): void {
  const { taskId, taskname, attempt, rev } = task;
  if (leadership.refusedAdoptions.has(taskId)) return;
  const adopted = track(leadership, { ...NO_SPEC, taskId, taskname, ...newTask(), rev }, { kind: 'settling' });
  const cause = rev === null ? 'without a revision' : `at revision ${rev} of another ledger`;
  const reason = `its document is ${cause}`;
  decideTask(leadership, context, adopted, [{ kind: 'task.adopted', task: taskId, taskname, attempt, reason }]);
}
