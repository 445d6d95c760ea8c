import type { FailedMessage, FinishedMessage } from '@steadfast/protocol/messages';
import type { Effect, StepContext } from '../effects.ts';
import type { Placement, TaskFact } from '../ledger/facts.ts';
import { revisionOf } from '../ledger/task-update.ts';
import { newTask, type Assignment } from '../ledger/transitions.ts';
import type { HeldTask, Leadership, TrackedTask } from '../state.ts';
import { adopt, hasForeignAttempts, isBeyondLedger } from './foreign-task.ts';
import { decideTask } from './leadership.ts';
import { expireAbilities, isServed } from './abilities.ts';
import { hasRoomFor, hasRoomForRetry } from './ready-queue.ts';
import { parseTask, type TaskDocument } from './task-document.ts';
import { backoffMs, countsFailures, NO_SPEC } from './task-spec.ts';
import { forgetIfProjected, setPhase, track } from './task-index.ts';

/** Maximum length of the taskname in `task.parked`, in characters: an invalid document may have one of megabytes. */
const MAX_PARKED_NAME_LENGTH = 200;

/** Returns the fields that identify the placement of an assigned task in a fact. */
function placementOf({ taskId, taskname, attempt }: TrackedTask, { host, instance }: Assignment): Placement {
  return { task: taskId, taskname, attempt, host, instance };
}

/**
 * Adds runnable tasks to memory, unless nobody can run them, and parks invalid ones and strays. Ignores the documents of
 * tasks in memory, which may lag behind. `regardless`: adds also those that nobody can run.
 */
export function admit(
  leadership: Leadership,
  context: StepContext,
  documents: readonly TaskDocument[],
  regardless = false,
): void {
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
    else if (isExhausted(parsed.task)) park(leadership, context, document, describeExhaustion(parsed.task));
    else if (regardless || (isServed(leadership, parsed.task) && hasRoomFor(readyQueue, parsed.task)))
      track(leadership, parsed.task, { kind: 'ready', retry: parsed.task.state === 'killed' });
  }
}

/** Parks a document that is not a valid task: sets it aside until it is repaired. */
export function park(leadership: Leadership, context: StepContext, document: TaskDocument, reason: string): void {
  const { taskId, rev } = document;
  const taskname = typeof document.taskname === 'string' ? document.taskname.slice(0, MAX_PARKED_NAME_LENGTH) : null;
  const state = document.state === 'killed' ? 'killed' : 'created';
  const known = { ...NO_SPEC, taskId, taskname: taskname ?? '', ...newTask(), state } as const;
  const task = track(leadership, { ...known, rev: revisionOf(rev) }, { kind: 'settling' });
  decideTask(leadership, context, task, [{ kind: 'task.parked', task: taskId, taskname, reason }]);
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
  decideTask(leadership, context, task, [{ kind: 'task.running', ...placementOf(task, task.assignment) }]);
}

/** Decides that a held task has finished. `effects` are released once that is durable. */
export function succeed(
  leadership: Leadership,
  context: StepContext,
  task: HeldTask,
  { result }: Pick<FinishedMessage, 'result'>,
  effects: readonly Effect[],
): void {
  const fact = { kind: 'task.success', ...placementOf(task, task.assignment) } as const;
  decideTask(leadership, context, task, [result === undefined ? fact : { ...fact, result }], effects);
  setPhase(leadership, task, { kind: 'settling' }, context.nowMs);
}

/** Returns whether a task has failed or was killed as often as it may. */
function isExhausted({ retry, failures }: Pick<TrackedTask, 'retry' | 'failures'>): boolean {
  return retry.maxAttempts !== null && failures >= retry.maxAttempts;
}

function describeExhaustion({ failures }: Pick<TrackedTask, 'failures'>): string {
  const times = failures === 1 ? 'once' : `${failures} times`;
  return `it failed or was killed ${times}, as often as retry.maxAttempts allows`;
}

/** Returns the fact that sets a task aside. */
function parking({ taskId, taskname }: TrackedTask, reason: string): TaskFact {
  return { kind: 'task.parked', task: taskId, taskname, reason };
}

/**
 * Decides that a held task has failed. It is placed again after its back-off, unless that is pointless or it has failed too
 * often. `effects` are released once that is durable.
 */
export function fail(
  leadership: Leadership,
  context: StepContext,
  task: HeldTask,
  { reason, permanent }: Pick<FailedMessage, 'reason' | 'permanent'>,
  effects: readonly Effect[],
): void {
  const failures = task.failures + 1;
  const exhausted = isExhausted({ ...task, failures });
  const waitMs = backoffMs(task.retry, failures);
  const retryAtMs = permanent || exhausted ? null : context.wallMs + waitMs;
  const fact: TaskFact = { kind: 'task.failed', ...placementOf(task, task.assignment), reason, failures, retryAtMs };
  const end = permanent
    ? `it failed permanently: ${reason}`
    : `${describeExhaustion({ failures })}; the last time: ${reason}`;
  const facts = retryAtMs === null ? ([fact, parking(task, end)] as const) : ([fact] as const);
  decideTask(leadership, context, task, [...facts], effects);
  // It is read again when it is due.
  setPhase(leadership, task, { kind: 'settling' }, context.nowMs);
}

/** Returns the fact that revokes an assignment: `task.killed` if the task was running, else `task.returned`. */
function revocation(task: TrackedTask, assignment: Assignment, reason: string): TaskFact {
  const placement = placementOf(task, assignment);
  if (task.state !== 'running') return { kind: 'task.returned', ...placement, reason };
  const fact = { kind: 'task.killed', ...placement, reason } as const;
  return countsFailures(task) ? { ...fact, failures: task.failures + 1 } : fact;
}

/**
 * Revokes an assignment. The task is ready to be placed again, unless its document has become invalid, or it was killed
 * too often. If there is no room for it in the ready queue, or its input has to be read again, it leaves the memory, and
 * is read again once its document is up to date.
 */
export function revokeAssignment(
  leadership: Leadership,
  context: StepContext,
  task: TrackedTask,
  assignment: Assignment,
  reason: string,
): void {
  const fact = revocation(task, assignment, reason);
  const failures = 'failures' in fact ? fact.failures : task.failures;
  const exhaustion = isExhausted({ ...task, failures })
    ? `${describeExhaustion({ failures })}; the last time: ${reason}`
    : null;
  const end = task.defect ?? exhaustion;
  decideTask(leadership, context, task, end === null ? [fact] : [fact, parking(task, end)]);
  const isReady = end === null && task.work !== null && isServed(leadership, task);
  const ready = isReady && hasRoomForRetry(leadership.readyQueue);
  setPhase(leadership, task, ready ? { kind: 'ready', retry: true } : { kind: 'settling' }, context.nowMs);
}

/**
 * Cancels a task that has neither succeeded nor been parked. If a slave is responsible for it, the attempt is revoked, and
 * the slave told to stop it. `effects` are released once that is durable.
 */
export function cancel(
  leadership: Leadership,
  context: StepContext,
  task: TrackedTask,
  reason: string,
  effects: readonly Effect[],
): void {
  const { taskId, taskname, attempt, assignment } = task;
  const cancelled: TaskFact = { kind: 'task.cancelled', task: taskId, taskname, reason };
  const slave = leadership.slaves.get(assignment?.host ?? '');
  const abort: Effect[] =
    slave !== undefined && slave.instance === assignment?.instance
      ? [{ kind: 'send', session: slave.session, message: { kind: 'abort', taskId, attempt } }]
      : [];
  const facts =
    assignment === null ? ([cancelled] as const) : ([revocation(task, assignment, reason), cancelled] as const);
  decideTask(leadership, context, task, facts, [...abort, ...effects]);
  setPhase(leadership, task, { kind: 'settling' }, context.nowMs);
}

/** Removes the ready tasks from memory that no slave can run any more. They are read again when there is one. */
export function dropUnserved(leadership: Leadership, context: StepContext): void {
  const { readyQueue, tasks } = leadership;
  if (!expireAbilities(leadership, context.nowMs)) return;
  for (const taskId of [...readyQueue.retries, ...readyQueue.fresh]) {
    const task = tasks.get(taskId);
    if (task === undefined || isServed(leadership, task)) continue;
    setPhase(leadership, task, { kind: 'settling' }, context.nowMs);
    forgetIfProjected(leadership, task);
  }
}

/** Revokes the assignment of a held task. */
export function revoke(leadership: Leadership, context: StepContext, task: HeldTask, reason: string): void {
  revokeAssignment(leadership, context, task, task.assignment, reason);
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
