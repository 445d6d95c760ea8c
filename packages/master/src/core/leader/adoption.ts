import type { StepContext } from '../effects.ts';
import type { Assignment } from '../ledger/transitions.ts';
import type { Leadership } from '../state.ts';
import { decideTask } from './leadership.ts';
import { parseTask, type TaskDocument, type ValidTask } from './task-document.ts';
import { track } from './task-index.ts';
import { revocation } from './task-lifecycle.ts';

type AssignedTask = ValidTask & { readonly assignment: Assignment };

/** Returns the task of a document that was assigned by an earlier leader, or why it cannot have been. */
function parseAssigned(document: TaskDocument): { readonly fault: string } | { readonly task: AssignedTask } {
  const parsed = parseTask(document);
  if (!parsed.valid) return { fault: parsed.reason };
  const { assignment, state, rev } = parsed.task;
  if (assignment === null || state === 'success' || rev === null)
    return { fault: 'it has an assignment that no master made' };
  return { task: { ...parsed.task, assignment } };
}

/** Takes over the open assignments of earlier leaders: their slaves are awaited. */
export function adoptAssignments(
  leadership: Leadership,
  context: StepContext,
  documents: readonly TaskDocument[],
): void {
  const untilMs = context.nowMs + leadership.config.recoveryGraceMs;
  for (const document of documents) {
    const parsed = parseAssigned(document);
    if ('fault' in parsed) {
      const { taskId } = document;
      const message = `ignored task ${taskId}: its document was changed by hand (${parsed.fault})`;
      context.effects.push({ kind: 'log', level: 'error', event: 'task.ignored', message, fields: { taskId } });
      continue;
    }
    const { task } = parsed;
    const { host } = task.assignment;
    if (!leadership.assigned.has(host)) track(leadership, task, { kind: 'awaiting', host, untilMs });
    else {
      const second = track(leadership, task, { kind: 'ready', retry: true });
      const fact = revocation(second, task.assignment, `${host} has another task`);
      decideTask(leadership, context, second, fact);
    }
  }
}
