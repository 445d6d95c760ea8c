import type { StepContext } from '../effects.ts';
import type { HeldTask, Leadership } from '../state.ts';
import { sendAfterCommit } from './leadership.ts';
import { isLongRun } from './pace.ts';
import { readyCount } from './ready-queue.ts';
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

/**
 * Recalls one task for each idle slave, as long as no task is ready for it: the last one of the longest queue, which would
 * wait longest.
 */
export function recallForIdle(leadership: Leadership, context: StepContext): void {
  const { idle, queued, recalled, readyQueue } = leadership;
  if (readyCount(readyQueue) > 0) return;
  while (recalled.size < idle.size) {
    const queues = [...queued].map((host) => waitingOn(leadership, host));
    const longest = queues.reduce<HeldTask[]>((long, queue) => (queue.length > long.length ? queue : long), []);
    const last = longest.at(-1);
    if (last === undefined) return;
    recall(leadership, context, last);
  }
}

/** Recalls everything that waits behind a task that takes long. */
export function recallBehindLongRuns(leadership: Leadership, context: StepContext): void {
  for (const host of leadership.queued) {
    const isBlocked = tasksOn(leadership, host).some(({ phase }) => isLongRun(phase, context.nowMs));
    if (isBlocked) for (const task of waitingOn(leadership, host)) recall(leadership, context, task);
  }
}
