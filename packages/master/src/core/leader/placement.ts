import type { Effect, StepContext } from '../events.ts';
import { decide, forgetIfSettled, isBehind, placementOf, refreshIdle, track } from './leadership.ts';
import type { Leadership, Slave, TrackedTask } from './leadership.ts';
import { parseTask, type TaskDocument } from './task-document.ts';
import { newTask } from '../ledger/transitions.ts';
import { takeReady } from './ready-queue.ts';

function assignEffect(task: TrackedTask, session: number): Effect {
  const { taskId, taskname, attempt, sleepSeconds } = task;
  return { kind: 'send', session, message: { kind: 'assign', taskId, taskname, attempt: attempt + 1, sleepSeconds } };
}

/** Places one task on one slave. */
function placeOn(leadership: Leadership, context: StepContext, slave: Slave, task: TrackedTask): void {
  const { host, instance, session } = slave;
  leadership.idle.delete(host);
  leadership.assigned.set(host, task.taskId);
  task.answerDueMs = Infinity;
  const placement = { task: task.taskId, taskname: task.taskname, attempt: task.attempt + 1, host, instance };
  decide(leadership, context, [{ kind: 'task.placed', ...placement }], [assignEffect(task, session)]);
}

/** Places runnable tasks on idle slaves, for as long as there are both. */
export function placeAll(leadership: Leadership, context: StepContext): void {
  if (isBehind(leadership)) return;
  for (const host of leadership.idle) {
    const slave = leadership.slaves.get(host);
    const taskId = takeReady(leadership.readyQueue);
    if (taskId === undefined) return;
    const task = leadership.tasks.get(taskId);
    if (slave === undefined || task === undefined)
      throw new Error(`idle ${host} or runnable ${taskId} is not in memory`);
    placeOn(leadership, context, slave, task);
  }
}

/** Ends the responsibility of a task's slave and leaves the host free. */
function freeHost(leadership: Leadership, context: StepContext, task: TrackedTask, host: string): void {
  task.answerDueMs = null;
  task.awaitedUntilMs = null;
  if (leadership.assigned.get(host) === task.taskId) leadership.assigned.delete(host);
  refreshIdle(leadership, host, context.nowMs);
}

/** Takes an assigned task from its slave, to be placed again: killed if it ran, returned if it was not known to. */
export function revoke(leadership: Leadership, context: StepContext, task: TrackedTask, reason: string): void {
  const { assignment } = task;
  if (assignment === null) throw new Error(`task ${task.taskId} was taken back, but is assigned to nobody`);
  const kind = task.state === 'running' ? 'task.killed' : 'task.returned';
  decide(leadership, context, [{ kind, ...placementOf(task, assignment), reason }]);
  freeHost(leadership, context, task, assignment.host);
  leadership.readyQueue.retries.add(task.taskId);
}

/** Records that an assigned task began. */
export function recordRunning(leadership: Leadership, context: StepContext, task: TrackedTask): void {
  task.answerDueMs = null;
  if (task.assignment === null || task.state === 'running') return;
  decide(leadership, context, [{ kind: 'task.running', ...placementOf(task, task.assignment) }]);
}

/** Records that an assigned task finished, and releases `effects` once that is durable. */
export function recordSuccess(
  leadership: Leadership,
  context: StepContext,
  task: TrackedTask,
  effects: readonly Effect[],
): void {
  const { assignment } = task;
  if (assignment === null) throw new Error(`task ${task.taskId} succeeded, but is assigned to nobody`);
  decide(leadership, context, [{ kind: 'task.success', ...placementOf(task, assignment) }], effects);
  freeHost(leadership, context, task, assignment.host);
}

/** Sets a document aside that is not a valid task. */
function park(leadership: Leadership, context: StepContext, document: TaskDocument, reason: string): void {
  const { taskId, rev } = document;
  const taskname = typeof document.taskname === 'string' ? document.taskname.slice(0, 200) : null;
  const state = document.state === 'killed' ? 'killed' : 'created';
  const known = { taskId, taskname: taskname ?? '', sleepSeconds: 0, ...newTask(), state } as const;
  track(leadership, { ...known, rev: typeof rev === 'number' ? rev : null });
  decide(leadership, context, [{ kind: 'task.parked', task: taskId, taskname, reason }]);
}

/** Takes runnable tasks from their documents, except those in memory, about which documents may be behind. */
export function admit(leadership: Leadership, context: StepContext, documents: readonly TaskDocument[]): void {
  const { readyQueue, tasks } = leadership;
  for (const document of documents) {
    const { taskId } = document;
    if (tasks.has(taskId) || readyQueue.departed.has(taskId)) continue;
    const parsed = parseTask(document);
    if (!parsed.valid) park(leadership, context, document, parsed.reason);
    else if (parsed.task.assignment !== null)
      park(leadership, context, document, 'it is assigned, but no master assigned it');
    else {
      track(leadership, parsed.task);
      (parsed.task.state === 'killed' ? readyQueue.retries : readyQueue.fresh).add(taskId);
    }
  }
}

/** After a write to the documents: lets those tasks go that need no memory any more. */
export function projected(leadership: Leadership, done: readonly (readonly [taskId: string, facts: number])[]): void {
  for (const [taskId, facts] of done) {
    const task = leadership.tasks.get(taskId);
    if (task === undefined) continue;
    task.unprojected -= facts;
    forgetIfSettled(leadership, task);
  }
}
