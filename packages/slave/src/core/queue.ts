import { MAX_HELD, MAX_QUEUED } from '@steadfast/protocol/limits';
import type { AttemptReference, DeclineReason } from '@steadfast/protocol/messages';
import { log, loggedAttempt, send, type StepContext } from './effects.ts';
import { isBusy, isSameAttempt, type AssignedAttempt, type SlaveState } from './state.ts';

/**
 * Whether there is no room for another attempt. Everything that the slave holds must fit into one Register, even if it has
 * all finished and no master has acknowledged any of it.
 */
export function isFull(state: SlaveState): boolean {
  const { queue, outbox } = state;
  const held = (isBusy(state) ? 1 : 0) + queue.length + outbox.size;
  return queue.length >= MAX_QUEUED || held >= MAX_HELD;
}

/** Starts the attempt that has waited longest, if there is one and none is running. */
export function startNext(state: SlaveState, context: StepContext): void {
  const [next, ...rest] = state.queue;
  if (next === undefined || isBusy(state)) return;
  state.running = next;
  state.queue = rest;
  context.effects.push({ kind: 'execution.start', assigned: next });
}

/** Removes an attempt from the queue and returns it; undefined if it does not wait there. */
export function takeWaiting(state: SlaveState, attempt: AttemptReference): AssignedAttempt | undefined {
  const waiting = state.queue.find((assigned) => isSameAttempt(assigned, attempt));
  if (waiting !== undefined) state.queue = state.queue.filter((assigned) => assigned !== waiting);
  return waiting;
}

/** Declines an assignment that has not started, also on a session that is already ending. */
export function decline(
  state: SlaveState,
  context: StepContext,
  assigned: AssignedAttempt,
  reason: DeclineReason,
): void {
  const { taskId, attempt } = assigned;
  log(context, { event: 'task.returned', ...loggedAttempt(state, assigned), reason });
  if (state.connection.kind === 'registered' || state.connection.kind === 'ending')
    send(context, { kind: 'declined', taskId, attempt, reason });
}

/** Declines everything that waits. */
export function declineQueue(state: SlaveState, context: StepContext, reason: DeclineReason): void {
  const { queue } = state;
  state.queue = [];
  for (const assigned of queue) decline(state, context, assigned, reason);
}

/** Drops everything that waits, because the session through which it came is over: the master assigns it again. */
export function dropQueue(state: SlaveState, context: StepContext): void {
  for (const assigned of state.queue)
    log(context, { event: 'task.returned', ...loggedAttempt(state, assigned), reason: 'session lost' });
  state.queue = [];
}
