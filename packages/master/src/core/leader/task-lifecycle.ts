import type { Effect, StepContext } from '../effects.ts';
import type { Placement, TaskFact } from '../ledger/facts.ts';
import { revisionOf } from '../ledger/task-update.ts';
import { newTask, type Assignment } from '../ledger/transitions.ts';
import type { HeldTask, Leadership, TrackedTask } from '../state.ts';
import { adopt, hasForeignAttempts, isBeyondLedger } from './foreign-task.ts';
import { decideTask } from './leadership.ts';
import { hasRoomForRetry } from './ready-queue.ts';
import { parseTask, type TaskDocument } from './task-document.ts';
import { forgetIfProjected, setPhase, track } from './task-index.ts';

/** Maximum length of the taskname in `task.parked`, in characters: an invalid document may have one of megabytes. */
const MAX_PARKED_NAME_LENGTH = 200;

/** Returns the fields that identify the placement of an assigned task in a fact. */
function placementOf({ taskId, taskname, attempt }: TrackedTask, { host, instance }: Assignment): Placement {
  return { task: taskId, taskname, attempt, host, instance };
}

/**
 * Adds runnable tasks to memory, and parks invalid ones and strays. Ignores the documents of tasks in memory, which may
 * lag behind.
 */
export function admit(leadership: Leadership, context: StepContext, documents: readonly TaskDocument[]): void {
  const { readyQueue, tasks } = leadership;
  for (const document of documents) {
    const { taskId } = document;
    if (tasks.has(taskId) || readyQueue.departed.has(taskId)) continue;
    const parsed = parseTask(document);
    if (!parsed.valid) park(leadership, context, document, parsed.reason);
    else if (isBeyondLedger(leadership, parsed.task)) adopt(leadership, context, parsed.task);
    else if (parsed.task.assignment !== null)
      park(leadership, context, document, 'its assignment was not made by a master');
    else if (parsed.task.state === 'running')
      park(leadership, context, document, 'its state is running, but no slave is responsible for it');
    else if (hasForeignAttempts(parsed.task)) adopt(leadership, context, parsed.task);
    else track(leadership, parsed.task, { kind: 'ready', retry: parsed.task.state === 'killed' });
  }
}

/** Parks a document that is not a valid task: sets it aside until it is repaired. */
export function park(leadership: Leadership, context: StepContext, document: TaskDocument, reason: string): void {
  const { taskId, rev } = document;
  const taskname = typeof document.taskname === 'string' ? document.taskname.slice(0, MAX_PARKED_NAME_LENGTH) : null;
  const state = document.state === 'killed' ? 'killed' : 'created';
  const known = { taskId, taskname: taskname ?? '', sleepSeconds: 0, ...newTask(), state } as const;
  const task = track(leadership, { ...known, rev: revisionOf(rev) }, { kind: 'settling' });
  decideTask(leadership, context, task, { kind: 'task.parked', task: taskId, taskname, reason });
}

/** Decides that a held task has started, unless that is known already. `sinceMs`: see its phase. */
export function start(
  leadership: Leadership,
  context: StepContext,
  task: HeldTask,
  sinceMs: number | null = context.nowMs,
): void {
  if (task.phase.kind !== 'running')
    setPhase(leadership, task, { kind: 'running', host: task.phase.host, sinceMs }, context.nowMs);
  if (task.state === 'running') return;
  decideTask(leadership, context, task, { kind: 'task.running', ...placementOf(task, task.assignment) });
}

/** Decides that a held task has finished. `effects` are released once that is durable. */
export function succeed(
  leadership: Leadership,
  context: StepContext,
  task: HeldTask,
  effects: readonly Effect[],
): void {
  decideTask(leadership, context, task, { kind: 'task.success', ...placementOf(task, task.assignment) }, effects);
  setPhase(leadership, task, { kind: 'settling' }, context.nowMs);
}

/** Returns the fact that revokes an assignment: `task.killed` if the task was running, else `task.returned`. */
export function revocation(task: TrackedTask, assignment: Assignment, reason: string): TaskFact {
  const kind = task.state === 'running' ? 'task.killed' : 'task.returned';
  return { kind, ...placementOf(task, assignment), reason };
}

/** Revokes the assignment of a held task. */
export function revoke(leadership: Leadership, context: StepContext, task: HeldTask, reason: string): void {
  decideTask(leadership, context, task, revocation(task, task.assignment, reason));
  retry(leadership, context, task);
}

/**
 * Makes a task ready to be placed again, or parks it if its document has become invalid. If there is no room for it in the
 * ready queue, it leaves the memory, and is read again once its document is up to date.
 */
export function retry(leadership: Leadership, context: StepContext, task: TrackedTask): void {
  const { taskId, taskname, defect } = task;
  if (defect !== null)
    decideTask(leadership, context, task, { kind: 'task.parked', task: taskId, taskname, reason: defect });
  const ready = defect === null && hasRoomForRetry(leadership.readyQueue);
  setPhase(leadership, task, ready ? { kind: 'ready', retry: true } : { kind: 'settling' }, context.nowMs);
}

/** Records how many facts of each task were projected, and removes from memory the tasks that are settled. */
export function projected(leadership: Leadership, done: readonly (readonly [taskId: string, facts: number])[]): void {
  for (const [taskId, facts] of done) {
    const task = leadership.tasks.get(taskId);
    if (task === undefined) continue;
    task.unprojected -= facts;
    forgetIfProjected(leadership, task);
  }
}
