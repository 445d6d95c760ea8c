import type { SendEffect, StepContext } from '../effects.ts';
import type { Leadership, Slave, TrackedTask } from '../state.ts';
import { abilityOf, hasReadyFor } from './abilities.ts';
import { canRun, type Ability } from './ability.ts';
import { decideTask } from './leadership.ts';
import { chooseNext, hasMore, readyCount } from './ready-queue.ts';
import { recallForIdle } from './recall.ts';
import { aheadCount, isBehind, setPhase } from './task-index.ts';

/** @throws when it is not known what the task does */
function assignMessage({ taskId, taskname, attempt, work }: TrackedTask, { session }: Slave): SendEffect {
  if (work === null) throw new Error(`task ${taskId} is ready, but its input was not read`);
  return { kind: 'send', session, message: { kind: 'assign', taskId, taskname, attempt: attempt + 1, work } };
}

/**
 * Inputs up to this length, in characters, are kept in memory while a slave is responsible for the task, so that it can be
 * placed again within milliseconds. With 20,000 such tasks they take 20 MB. Larger ones are read again.
 */
const MAX_KEPT_INPUT = 1_000;

/**
 * How many tasks may wait on slaves behind another one, in all. At 10,000 tasks a second, far more than a master places,
 * they last for a second. With the tasks in front of them they are as many as a new leader reads at a time.
 */
const MAX_AHEAD = 10_000;

function placeOn(leadership: Leadership, context: StepContext, slave: Slave, task: TrackedTask): void {
  const { host, instance } = slave;
  const assign = assignMessage(task, slave);
  const placement = { task: task.taskId, taskname: task.taskname, attempt: task.attempt + 1, host, instance };
  decideTask(leadership, context, task, [{ kind: 'task.placed', ...placement }], [assign]);
  if (task.work?.kind === 'job' && task.work.input.length > MAX_KEPT_INPUT) task.work = null;
  setPhase(leadership, task, { kind: 'assigned', host, sentAtMs: null }, context.nowMs);
}

/** Returns the task to place next on slaves with an ability; undefined if there is none. */
function chooseFor({ readyQueue, tasks }: Leadership, ability: Ability): string | undefined {
  if (!hasReadyFor(readyQueue, ability)) return undefined;
  return chooseNext(readyQueue, ability, (taskId) => {
    const task = tasks.get(taskId);
    return task !== undefined && canRun(ability, task);
  });
}

/**
 * Places one ready task on each of the hosts that can run one. Returns whether any was placed.
 * @throws when an index contains a slave or a task that is not in memory
 */
function placeOnEach(leadership: Leadership, context: StepContext, hosts: Iterable<string>): boolean {
  const { slaves, tasks } = leadership;
  const exhausted = new Set<string>();
  let placed = false;
  for (const host of hosts) {
    const slave = slaves.get(host);
    if (slave === undefined) throw new Error(`available slave ${host} is not in memory`);
    if (exhausted.has(slave.abilityKey)) continue;
    const taskId = chooseFor(leadership, abilityOf(leadership, slave));
    const task = tasks.get(taskId ?? '');
    if (task === undefined) {
      exhausted.add(slave.abilityKey);
      continue;
    }
    placeOn(leadership, context, slave, task);
    placed = true;
  }
  return placed;
}

/** Returns how many tasks may wait on each slave, given how many are ready. */
function queueLimit({ readyQueue, slaves, config }: Leadership): number {
  return hasMore(readyQueue) ? Infinity : Math.floor(readyCount(readyQueue) / (config.readyPerQueued * slaves.size));
}

/** Places ready tasks behind those that slaves are running, one on each slave in turn. */
function placeAhead(leadership: Leadership, context: StepContext): void {
  const { spare, assigned } = leadership;
  while (spare.size > 0 && aheadCount(leadership) < MAX_AHEAD) {
    const limit = queueLimit(leadership);
    const hosts = [...spare].filter((host) => (assigned.get(host)?.size ?? 0) <= limit);
    if (!placeOnEach(leadership, context, hosts)) return;
  }
}

/**
 * Places ready tasks, in the order of the ready queue: one on each idle slave, then ahead on the busy ones that have room.
 * If idle slaves are left, recalls tasks that wait behind another one.
 * @throws when an index contains a slave or a task that is not in memory
 */
export function placeAll(leadership: Leadership, context: StepContext): void {
  if (!isBehind(leadership)) {
    for (const ability of leadership.abilities.values())
      if (hasReadyFor(leadership.readyQueue, ability)) placeOnEach(leadership, context, ability.idle);
    placeAhead(leadership, context);
  }
  recallForIdle(leadership, context);
}
