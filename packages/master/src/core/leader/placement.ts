import type { SendEffect, StepContext } from '../effects.ts';
import type { Leadership, Slave, TrackedTask } from '../state.ts';
import { decideTask } from './leadership.ts';
import { chooseNext } from './ready-queue.ts';
import { isBehind, setPhase } from './task-index.ts';

function assignMessage({ taskId, taskname, attempt, sleepSeconds }: TrackedTask, { session }: Slave): SendEffect {
  return { kind: 'send', session, message: { kind: 'assign', taskId, taskname, attempt: attempt + 1, sleepSeconds } };
}

function placeOn(leadership: Leadership, context: StepContext, slave: Slave, task: TrackedTask): void {
  const { host, instance } = slave;
  const assign = assignMessage(task, slave);
  setPhase(leadership, task, { kind: 'assigned', host, answerDueMs: Infinity }, context.nowMs);
  const placement = { task: task.taskId, taskname: task.taskname, attempt: task.attempt + 1, host, instance };
  decideTask(leadership, context, task, { kind: 'task.placed', ...placement }, [assign]);
}

/**
 * Places ready tasks on idle slaves until one of them runs out. The order is that of the ready queue.
 * @throws when an index contains a slave or a task that is not in memory
 */
export function placeAll(leadership: Leadership, context: StepContext): void {
  if (isBehind(leadership)) return;
  for (const host of leadership.idle) {
    const taskId = chooseNext(leadership.readyQueue);
    if (taskId === undefined) return;
    const slave = leadership.slaves.get(host);
    const task = leadership.tasks.get(taskId);
    if (slave === undefined || task === undefined)
      throw new Error(`idle slave ${host} or ready task ${taskId} is not in memory`);
    placeOn(leadership, context, slave, task);
  }
}
