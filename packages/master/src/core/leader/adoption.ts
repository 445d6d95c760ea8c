import { log, type StepContext } from '../effects.ts';
import type { Assignment } from '../ledger/transitions.ts';
import type { Leadership } from '../state.ts';
import { adopt, isBeyondLedger } from './foreign-task.ts';
import { decideTask } from './leadership.ts';
import { parseTask, type ParsedTask, type TaskDocument, type ValidTask } from './task-document.ts';
import { track } from './task-index.ts';
import { retry, revocation } from './task-lifecycle.ts';

type AssignedTask = ValidTask & { readonly assignment: Assignment; readonly defect: string | null };

/**
 * How many open assignments a leader reads: as many as there can be slaves, and as many again that were lost while there
 * was no leader.
 */
export const MAX_ASSIGNED = 20_000;

/** How many ignored documents are logged one by one. */
const MAX_LOGGED = 100;

/** The name of a task that was assigned before its taskname became invalid. */
const UNKNOWN_NAME = '(invalid taskname)';

/**
 * Parses a task that an earlier leader assigned, even if a user has spoiled its own fields since: the slave may still
 * finish it. `defect` says what is wrong with them; null if nothing is.
 */
function parseSpoiled(document: TaskDocument): { readonly parsed: ParsedTask; readonly defect: string | null } {
  const parsed = parseTask(document);
  if (parsed.valid) return { parsed, defect: null };
  const named = { ...document, sleeptime: 0 };
  const rescued = parseTask(named);
  return { parsed: rescued.valid ? rescued : parseTask({ ...named, taskname: UNKNOWN_NAME }), defect: parsed.reason };
}

/** Returns the task of a document that an earlier leader assigned, or why no leader can have assigned it. */
function parseAssigned(document: TaskDocument): { readonly problem: string } | { readonly task: AssignedTask } {
  const { parsed, defect } = parseSpoiled(document);
  if (!parsed.valid) return { problem: parsed.reason };
  const { assignment, state, rev } = parsed.task;
  if (assignment === null || state === 'success' || rev === null)
    return { problem: 'its assignment was not made by a master' };
  return { task: { ...parsed.task, assignment, defect } };
}

function logIgnored(context: StepContext, message: string, fields: { taskId?: string } = {}): void {
  log(context, 'error', 'task.ignored', message, fields);
}

/**
 * Adopts the open assignments of earlier leaders: their slaves may reconnect within the recovery grace. `documents` are
 * all documents with an assignment; those that no leader can have assigned are logged and ignored. An assignment of
 * another ledger is void: a slave that still runs the task is told to stop when it registers.
 */
export function adoptAssignments(
  leadership: Leadership,
  context: StepContext,
  documents: readonly TaskDocument[],
): void {
  const untilMs = context.nowMs + leadership.config.recoveryGraceMs;
  let ignored = 0;
  for (const document of documents) {
    const parsed = parseAssigned(document);
    if ('problem' in parsed) {
      ignored += 1;
      const { taskId } = document;
      const message = `ignored task ${taskId}: its document was edited by hand (${parsed.problem})`;
      if (ignored <= MAX_LOGGED) logIgnored(context, message, { taskId });
      continue;
    }
    const { task } = parsed;
    if (isBeyondLedger(leadership, task)) {
      adopt(leadership, context, task);
      continue;
    }
    const { host } = task.assignment;
    if (!leadership.assigned.has(host)) track(leadership, task, { kind: 'awaiting', host, untilMs });
    else {
      const second = track(leadership, task, { kind: 'settling' });
      decideTask(leadership, context, second, revocation(second, task.assignment, `${host} already has another task`));
      retry(leadership, context, second);
    }
  }
  if (ignored > MAX_LOGGED)
    logIgnored(context, `ignored ${ignored - MAX_LOGGED} more tasks with documents that were edited by hand`);
  if (documents.length >= MAX_ASSIGNED)
    logIgnored(
      context,
      `read only ${MAX_ASSIGNED} documents with an assignment; remove the field assignment from those that no master has written`,
    );
}
