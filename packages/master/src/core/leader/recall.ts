import type { StepContext } from '../effects.ts';
import type { HeldTask, Leadership, TrackedTask } from '../state.ts';
import { hasReadyFor } from './abilities.ts';
import { canRun, type Ability } from './ability.ts';
import { sendAfterCommit } from './leadership.ts';
import { isLongRun } from './pace.ts';
import { setPhase, tasksOn } from './task-index.ts';

/*
 * A task that was pushed ahead waits behind another one. It is recalled as soon as that keeps it from running: because a
 * slave is idle and nothing else is ready, or because the task in front of it takes long. A recall is a question. The
 * task stays assigned until its slave answers that it has not started, so a recall can never double an execution.
 */

function recall(leadership: Leadership, context: StepContext, task: HeldTask): void {
  const { taskId, attempt, phase } = task;
  const session = leadership.slaves.get(phase.host)?.session;
  if (session === undefined) return;
  setPhase(leadership, task, { kind: 'recalled', host: phase.host, answerDueMs: Infinity }, context.nowMs);
  sendAfterCommit(leadership, context, { kind: 'send', session, message: { kind: 'recall', taskId, attempt } });
}

/** Returns the tasks that wait on a host behind another one, in order. */
function waitingOn(leadership: Leadership, host: string): HeldTask[] {
  return tasksOn(leadership, host)
    .slice(1)
    .filter(({ phase }) => phase.kind === 'assigned');
}

/** Returns how many of the tasks that were recalled can run on slaves with an ability. */
function recalledFor({ recalled, tasks }: Leadership, ability: Ability): number {
  const isRunnable = (task: TrackedTask | undefined): boolean => task !== undefined && canRun(ability, task);
  return recalled
    .values()
    .filter((taskId) => isRunnable(tasks.get(taskId)))
    .toArray().length;
}

/** Recalls one task for each idle slave with an ability, as far as there are such tasks. */
function recallForAbility(leadership: Leadership, context: StepContext, ability: Ability): void {
  for (let count = recalledFor(leadership, ability); count < ability.idle.size; count += 1) {
    const queues = [...leadership.queued].map((host) =>
      waitingOn(leadership, host).filter((task) => canRun(ability, task)),
    );
    const longest = queues.reduce<HeldTask[]>((long, queue) => (queue.length > long.length ? queue : long), []);
    const last = longest.at(-1);
    if (last === undefined) return;
    recall(leadership, context, last);
  }
}

/**
 * Recalls one task for each idle slave, as long as no task is ready that it can run: the last one of the longest queue,
 * which would wait longest.
 */
export function recallForIdle(leadership: Leadership, context: StepContext): void {
  const { abilities, queued, readyQueue } = leadership;
  if (queued.size === 0) return;
  for (const ability of abilities.values())
    if (ability.idle.size > 0 && !hasReadyFor(readyQueue, ability)) recallForAbility(leadership, context, ability);
}

/** Recalls everything that waits behind a task that takes long. */
export function recallBehindLongRuns(leadership: Leadership, context: StepContext): void {
  for (const host of leadership.queued) {
    const isBlocked = tasksOn(leadership, host).some(({ phase }) => isLongRun(phase, context.nowMs));
    if (isBlocked) for (const task of waitingOn(leadership, host)) recall(leadership, context, task);
  }
}
