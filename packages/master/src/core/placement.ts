import type { Effect, Turn } from './events.ts';
import { decide, forgetIfSettled, isBehind, placementOf, refreshIdle, track } from './reign.ts';
import type { Reign, Slave, TrackedTask } from './reign.ts';
import { parseTask, type TaskDocument } from './task-document.ts';
import { newTask } from './transitions.ts';
import { takeReady } from './window.ts';

const assignEffect = (task: TrackedTask, session: number): Effect => {
  const { taskId, taskname, attempt, sleepSeconds } = task;
  return { kind: 'send', session, message: { kind: 'assign', taskId, taskname, attempt: attempt + 1, sleepSeconds } };
};

/** Places one task on one slave. */
const placeOn = (reign: Reign, turn: Turn, slave: Slave, task: TrackedTask): void => {
  const { host, instance, session } = slave;
  reign.idle.delete(host);
  reign.assigned.set(host, task.taskId);
  task.answerDueMs = Infinity;
  const placement = { task: task.taskId, taskname: task.taskname, attempt: task.attempt + 1, host, instance };
  decide(reign, turn, [{ kind: 'task.placed', ...placement }], [assignEffect(task, session)]);
};

/** Places runnable tasks on idle slaves, for as long as there are both. */
export const placeAll = (reign: Reign, turn: Turn): void => {
  if (isBehind(reign)) return;
  for (const host of reign.idle) {
    const slave = reign.slaves.get(host);
    const taskId = takeReady(reign.window);
    if (taskId === undefined) return;
    const task = reign.tasks.get(taskId);
    if (slave === undefined || task === undefined)
      throw new Error(`idle ${host} or runnable ${taskId} is not in memory`);
    placeOn(reign, turn, slave, task);
  }
};

/** Ends the responsibility of a task's slave and leaves the host free. */
const freeHost = (reign: Reign, turn: Turn, task: TrackedTask, host: string): void => {
  task.answerDueMs = null;
  task.awaitedUntilMs = null;
  if (reign.assigned.get(host) === task.taskId) reign.assigned.delete(host);
  refreshIdle(reign, host, turn.nowMs);
};

/** Takes an assigned task from its slave, to be placed again: killed if it ran, returned if it was not known to. */
export const takeBack = (reign: Reign, turn: Turn, task: TrackedTask, reason: string): void => {
  const { assignment } = task;
  if (assignment === null) throw new Error(`task ${task.taskId} was taken back, but is assigned to nobody`);
  const kind = task.state === 'running' ? 'task.killed' : 'task.returned';
  decide(reign, turn, [{ kind, ...placementOf(task, assignment), reason }]);
  freeHost(reign, turn, task, assignment.host);
  reign.window.again.add(task.taskId);
};

/** Records that an assigned task began. */
export const recordRunning = (reign: Reign, turn: Turn, task: TrackedTask): void => {
  task.answerDueMs = null;
  if (task.assignment === null || task.state === 'running') return;
  decide(reign, turn, [{ kind: 'task.running', ...placementOf(task, task.assignment) }]);
};

/** Records that an assigned task finished, and releases `effects` once that is durable. */
export const recordSuccess = (reign: Reign, turn: Turn, task: TrackedTask, effects: readonly Effect[]): void => {
  const { assignment } = task;
  if (assignment === null) throw new Error(`task ${task.taskId} succeeded, but is assigned to nobody`);
  decide(reign, turn, [{ kind: 'task.success', ...placementOf(task, assignment) }], effects);
  freeHost(reign, turn, task, assignment.host);
};

/** Sets a document aside that is not a valid task. */
const park = (reign: Reign, turn: Turn, document: TaskDocument, reason: string): void => {
  const { taskId, rev } = document;
  const taskname = typeof document.taskname === 'string' ? document.taskname.slice(0, 200) : null;
  const state = document.state === 'killed' ? 'killed' : 'created';
  const known = { taskId, taskname: taskname ?? '', sleepSeconds: 0, ...newTask(), state } as const;
  track(reign, { ...known, rev: typeof rev === 'number' ? rev : null });
  decide(reign, turn, [{ kind: 'task.parked', task: taskId, taskname, reason }]);
};

/** Takes runnable tasks from their documents, except those in memory, about which documents may be behind. */
export const admit = (reign: Reign, turn: Turn, documents: readonly TaskDocument[]): void => {
  const { window, tasks } = reign;
  for (const document of documents) {
    const { taskId } = document;
    if (tasks.has(taskId) || window.departed.has(taskId)) continue;
    const parsed = parseTask(document);
    if (!parsed.valid) park(reign, turn, document, parsed.reason);
    else if (parsed.task.assignment !== null) park(reign, turn, document, 'it is assigned, but no master assigned it');
    else {
      track(reign, parsed.task);
      (parsed.task.state === 'killed' ? window.again : window.fresh).add(taskId);
    }
  }
};

/** After a write to the documents: lets those tasks go that need no memory any more. */
export const projected = (reign: Reign, done: readonly (readonly [taskId: string, facts: number])[]): void => {
  for (const [taskId, facts] of done) {
    const task = reign.tasks.get(taskId);
    if (task === undefined) continue;
    task.unprojected -= facts;
    forgetIfSettled(reign, task);
  }
};
