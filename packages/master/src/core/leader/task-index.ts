import type { Work } from '@steadfast/protocol/messages';
import type { ValidTask } from './task-document.ts';
import type { HeldTask, Leadership, Slave, TaskPhase, TrackedTask } from '../state.ts';
import { depthOf, isLongRun } from './pace.ts';
import { abilityOf } from './abilities.ts';
import { classOf, leaveClass, readyCount } from './ready-queue.ts';

/** Tasks that may wait for the projection before placing and reading pause. The database cannot keep up then anyway. */
const MAX_SETTLING = 10_000;

/** Adds a task to memory and to the indexes. Returns the tracked task. */
export function track(
  leadership: Leadership,
  task: Omit<ValidTask, 'work'> & { readonly work: Work | null; readonly defect?: string | null },
  phase: TaskPhase,
): TrackedTask {
  const tracked: TrackedTask = { defect: null, ...task, parked: null, result: null, phase, unprojected: 0 };
  leadership.tasks.set(task.taskId, tracked);
  enterPhase(leadership, tracked);
  return tracked;
}

/**
 * Changes the phase of a task, and updates every index that depends on it: which host is responsible, which tasks are
 * ready, and which hosts can be given another one.
 */
export function setPhase(leadership: Leadership, task: TrackedTask, phase: TaskPhase, nowMs: number): void {
  const { phase: previous } = task;
  leavePhase(leadership, task, phase, nowMs);
  task.phase = phase;
  enterPhase(leadership, task);
  if ('host' in phase) refreshHost(leadership, phase.host, nowMs);
  else if ('host' in previous) refreshHost(leadership, previous.host, nowMs);
}

function leavePhase(leadership: Leadership, task: TrackedTask, next: TaskPhase, nowMs: number): void {
  const { readyQueue, assigned, slaves } = leadership;
  const { taskId, phase } = task;
  switch (phase.kind) {
    case 'ready':
      leaveClass(readyQueue, task);
      (phase.retry ? readyQueue.retries : readyQueue.fresh).delete(taskId);
      return;
    case 'settling':
      leadership.settling -= 1;
      return;
    case 'assigned':
    case 'recalled':
    case 'running':
    case 'finished':
    case 'awaiting': {
      leadership.recalled.delete(taskId);
      if ('host' in next) return;
      const tasks = assigned.get(phase.host);
      tasks?.delete(taskId);
      if (tasks?.size === 0) assigned.delete(phase.host);
      const slave = slaves.get(phase.host);
      if (slave !== undefined) slave.endedMs = nowMs;
    }
  }
}

function enterPhase(leadership: Leadership, task: TrackedTask): void {
  const { readyQueue, assigned } = leadership;
  const { taskId, phase } = task;
  switch (phase.kind) {
    case 'ready':
      classOf(readyQueue, task).count += 1;
      (phase.retry ? readyQueue.retries : readyQueue.fresh).add(taskId);
      return;
    case 'settling':
      leadership.settling += 1;
      return;
    case 'assigned':
    case 'recalled':
    case 'running':
    case 'finished':
    case 'awaiting': {
      const tasks = assigned.get(phase.host);
      if (tasks === undefined) assigned.set(phase.host, new Set([taskId]));
      else tasks.add(taskId);
      if (phase.kind === 'recalled') leadership.recalled.add(taskId);
    }
  }
}

/** Makes a host a member of an index, or removes it. */
function include(index: Set<string>, host: string, member: boolean): void {
  if (member) index.add(host);
  else index.delete(host);
}

/** Returns whether another task may be placed on a slave, behind those that it is responsible for. */
function hasRoomAhead(leadership: Leadership, slave: Slave, nowMs: number): boolean {
  const tasks = tasksOn(leadership, slave.host);
  if (tasks.length > depthOf(slave, leadership.config)) return false;
  return !tasks.some(({ phase }) => isLongRun(phase, nowMs));
}

/** Updates whether a host can be given a task, after something about it has changed. */
export function refreshHost(leadership: Leadership, host: string, nowMs: number): void {
  const { slaves, assigned, idle, spare, queued } = leadership;
  const slave = slaves.get(host);
  const count = assigned.get(host)?.size ?? 0;
  const eligible = slave !== undefined && !slave.leaving && slave.cooldownUntilMs <= nowMs;
  include(idle, host, eligible && count === 0);
  if (slave !== undefined) include(abilityOf(leadership, slave).idle, host, eligible && count === 0);
  include(spare, host, eligible && count > 0 && hasRoomAhead(leadership, slave, nowMs));
  include(queued, host, count > 1);
}

/** Removes a task from memory if it is settling and its document is up to date. */
export function forgetIfProjected(leadership: Leadership, { taskId, phase, unprojected }: TrackedTask): void {
  const { tasks, readyQueue } = leadership;
  if (phase.kind !== 'settling' || unprojected > 0) return;
  tasks.delete(taskId);
  leadership.settling -= 1;
  if (readyQueue.reading !== null) readyQueue.departed.add(taskId);
  for (const read of leadership.commandReads.values()) if (read.command.taskId === taskId) read.departed = true;
}

/** Returns whether so many tasks wait for the projection that no more should be placed or read. */
export function isBehind({ settling }: Leadership): boolean {
  return settling >= MAX_SETTLING;
}

/** Returns how many tasks wait on slaves behind another one. */
export function aheadCount({ tasks, readyQueue, settling, assigned }: Leadership): number {
  return tasks.size - readyCount(readyQueue) - settling - assigned.size;
}

/** Narrows a task to one that a slave is responsible for. */
export function isHeld(task: TrackedTask | undefined): task is HeldTask {
  return (
    task !== undefined && task.assignment !== null && task.phase.kind !== 'ready' && task.phase.kind !== 'settling'
  );
}

/** Returns the tasks that a host is responsible for, in the order of placement. */
export function tasksOn({ assigned, tasks }: Leadership, host: string): HeldTask[] {
  return [...(assigned.get(host) ?? [])].map((taskId) => tasks.get(taskId)).filter(isHeld);
}

/** Returns every task that a host is responsible for. */
export function heldTasks(leadership: Leadership): HeldTask[] {
  return [...leadership.assigned.keys()].flatMap((host) => tasksOn(leadership, host));
}
