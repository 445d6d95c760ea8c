import type { ValidTask } from './task-document.ts';
import type { HeldTask, Leadership, TaskPhase, TrackedTask } from '../state.ts';
import { readyCount } from './ready-queue.ts';

/** Tasks that may wait for the projection before placing and reading pause. The database cannot keep up then anyway. */
const MAX_SETTLING = 10_000;

/** Adds a task to memory and to the indexes. Returns the tracked task. */
export function track(
  leadership: Leadership,
  task: ValidTask & { readonly defect?: string | null },
  phase: TaskPhase,
): TrackedTask {
  const tracked: TrackedTask = { defect: null, ...task, parked: null, phase, unprojected: 0 };
  leadership.tasks.set(task.taskId, tracked);
  enterPhase(leadership, tracked);
  return tracked;
}

/**
 * Changes the phase of a task, and updates every index that depends on it: which host is responsible, which tasks are
 * ready, and which hosts are idle.
 */
export function setPhase(leadership: Leadership, task: TrackedTask, phase: TaskPhase, nowMs: number): void {
  const { readyQueue, assigned } = leadership;
  const { taskId, phase: previous } = task;
  if (previous.kind === 'ready') (previous.retry ? readyQueue.retries : readyQueue.fresh).delete(taskId);
  const leftHost = 'host' in previous && !('host' in phase) ? previous.host : null;
  if (leftHost !== null && assigned.get(leftHost) === taskId) assigned.delete(leftHost);
  task.phase = phase;
  enterPhase(leadership, task);
  const host = leftHost ?? ('host' in phase ? phase.host : null);
  if (host !== null) refreshIdle(leadership, host, nowMs);
}

function enterPhase({ readyQueue, assigned }: Leadership, { taskId, phase }: TrackedTask): void {
  if (phase.kind === 'ready') (phase.retry ? readyQueue.retries : readyQueue.fresh).add(taskId);
  else if (phase.kind !== 'settling') assigned.set(phase.host, taskId);
}

/** Updates whether a host is idle, after something about it has changed. */
export function refreshIdle({ slaves, assigned, idle }: Leadership, host: string, nowMs: number): void {
  const slave = slaves.get(host);
  const eligible = slave !== undefined && !slave.leaving && slave.cooldownUntilMs <= nowMs && !assigned.has(host);
  if (eligible) idle.add(host);
  else idle.delete(host);
}

/** Removes a task from memory if it is settling and its document is up to date. */
export function forgetIfProjected(
  { tasks, readyQueue }: Leadership,
  { taskId, phase, unprojected }: TrackedTask,
): void {
  if (phase.kind !== 'settling' || unprojected > 0) return;
  tasks.delete(taskId);
  if (readyQueue.reading !== null) readyQueue.departed.add(taskId);
}

/** Returns whether so many tasks wait for the projection that no more should be placed or read. */
export function isBehind({ tasks, readyQueue, assigned }: Leadership): boolean {
  return tasks.size - readyCount(readyQueue) - assigned.size >= MAX_SETTLING;
}

/** Narrows a task to one that a slave is responsible for. */
function isHeld(task: TrackedTask): task is HeldTask {
  return task.assignment !== null && task.phase.kind !== 'ready' && task.phase.kind !== 'settling';
}

/** Returns the task that a host is responsible for; undefined if there is none. */
export function taskOn({ assigned, tasks }: Leadership, host: string): HeldTask | undefined {
  const task = tasks.get(assigned.get(host) ?? '');
  return task !== undefined && isHeld(task) ? task : undefined;
}

/** Returns every task that a host is responsible for. */
export function heldTasks(leadership: Leadership): HeldTask[] {
  return [...leadership.assigned.keys()].map((host) => taskOn(leadership, host)).filter((task) => task !== undefined);
}
