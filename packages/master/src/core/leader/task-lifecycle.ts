import type { Effect, StepContext } from '../effects.ts';
import type { Placement, TaskFact } from '../ledger/facts.ts';
import { newTask, type Assignment } from '../ledger/transitions.ts';
import type { HeldTask, Leadership, TrackedTask } from '../state.ts';
import { decideTask } from './leadership.ts';
import { parseTask, type TaskDocument } from './task-document.ts';
import { forgetIfProjected, setPhase, track } from './task-index.ts';

/** Characters of a malformed document's taskname that its fact keeps. */
const MAX_PARKED_NAME_LENGTH = 200;

/** Returns the fields that identify the placement of an assigned task in a fact. */
function placementOf({ taskId, taskname, attempt }: TrackedTask, { host, instance }: Assignment): Placement {
  return { task: taskId, taskname, attempt, host, instance };
}

/** Takes ready tasks from their documents, except for tasks in memory, which their documents may lag behind. */
export function admit(leadership: Leadership, context: StepContext, documents: readonly TaskDocument[]): void {
  const { readyQueue, tasks } = leadership;
  for (const document of documents) {
    const { taskId } = document;
    if (tasks.has(taskId) || readyQueue.departed.has(taskId)) continue;
    const parsed = parseTask(document);
    if (!parsed.valid) park(leadership, context, document, parsed.reason);
    else if (parsed.task.assignment !== null)
      park(leadership, context, document, 'it is assigned, but not by a master');
    else track(leadership, parsed.task, { kind: 'ready', retry: parsed.task.state === 'killed' });
  }
}

/** Sets aside a document that is not a valid task. */
function park(leadership: Leadership, context: StepContext, document: TaskDocument, reason: string): void {
  const { taskId, rev } = document;
  const taskname = typeof document.taskname === 'string' ? document.taskname.slice(0, MAX_PARKED_NAME_LENGTH) : null;
  const state = document.state === 'killed' ? 'killed' : 'created';
  const known = { taskId, taskname: taskname ?? '', sleepSeconds: 0, ...newTask(), state } as const;
  const task = track(leadership, { ...known, rev: typeof rev === 'number' ? rev : null }, { kind: 'settling' });
  decideTask(leadership, context, task, { kind: 'task.parked', task: taskId, taskname, reason });
}

/** Records that a held task has started. */
export function start(leadership: Leadership, context: StepContext, task: HeldTask): void {
  setPhase(leadership, task, { kind: 'running', host: task.phase.host }, context.nowMs);
  if (task.state === 'running') return;
  decideTask(leadership, context, task, { kind: 'task.running', ...placementOf(task, task.assignment) });
}

/** Records that a held task has finished, and releases `effects` once that is durable. */
export function succeed(
  leadership: Leadership,
  context: StepContext,
  task: HeldTask,
  effects: readonly Effect[],
): void {
  decideTask(leadership, context, task, { kind: 'task.success', ...placementOf(task, task.assignment) }, effects);
  setPhase(leadership, task, { kind: 'settling' }, context.nowMs);
}

/** Returns the fact that takes an assigned task from its slave: killed if it ran, returned if it was not known to. */
export function revocation(task: TrackedTask, assignment: Assignment, reason: string): TaskFact {
  const kind = task.state === 'running' ? 'task.killed' : 'task.returned';
  return { kind, ...placementOf(task, assignment), reason };
}

/** Takes a held task from its slave, to be placed again. */
export function revoke(leadership: Leadership, context: StepContext, task: HeldTask, reason: string): void {
  decideTask(leadership, context, task, revocation(task, task.assignment, reason));
  setPhase(leadership, task, { kind: 'ready', retry: true }, context.nowMs);
}

/** Takes note that facts were projected: forgets the tasks that need no memory any more. */
export function projected(leadership: Leadership, done: readonly (readonly [taskId: string, facts: number])[]): void {
  for (const [taskId, facts] of done) {
    const task = leadership.tasks.get(taskId);
    if (task === undefined) continue;
    task.unprojected -= facts;
    forgetIfProjected(leadership, task);
  }
}
