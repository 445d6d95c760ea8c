/**
 * Commands of programs: cancelling a task, and releasing one that is parked. Their outcome is told once it is durable.
 *
 * A command is decided by what the leader has in memory, or else by the document of the task, which then reflects
 * everything that was decided about it. So a cancellation that races with a report has exactly one outcome: the fact that
 * is decided first.
 */
import { isCancellation, type Command, type CommandOutcome } from '../commands.ts';
import { requestStore, type Effect, type StepContext } from '../effects.ts';
import { enqueue, isOverloaded } from '../ledger/group-commit.ts';
import { isBeingAdopted } from '../ledger/projection.ts';
import { revisionOf } from '../ledger/task-update.ts';
import { newTask } from '../ledger/transitions.ts';
import type { Leadership, TrackedTask } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { decideTask } from './leadership.ts';
import type { TaskDocument } from './task-document.ts';
import { track } from './task-index.ts';
import { admit, cancel } from './task-lifecycle.ts';
import { NO_SPEC } from './task-spec.ts';

/** Commands that may wait for the document of their task: far more than the driver passes on at the same time. */
const MAX_READS = 1_000;

/** Maximum length of the taskname in `task.released`, in characters: an invalid document may have one of megabytes. */
const MAX_NAME_LENGTH = 200;

function done(id: number, outcome: CommandOutcome): Effect {
  return { kind: 'command.done', id, outcome };
}

/** Tells the outcome of a command that has changed nothing, at once. */
export function refuseCommand({ effects }: StepContext, id: number, outcome: CommandOutcome): void {
  effects.push(done(id, outcome));
}

/** Tells the outcome of a command once everything that was decided so far is durable: the outcome follows from that. */
function tellAfterCommit({ groupCommit }: Leadership, context: StepContext, id: number, outcome: CommandOutcome): void {
  enqueue(groupCommit, context, [], [done(id, outcome)]);
}

/** Returns whether a task continues after the attempts of another ledger, but its document does not show it yet. */
function isAdopting({ projection, groupCommit }: Leadership, { taskId, phase, rev }: TrackedTask): boolean {
  if (phase.kind !== 'settling') return false;
  return rev === null || rev > groupCommit.last || isBeingAdopted(projection, taskId);
}

/** Returns the outcome of cancelling a task that is over or set aside; null if it can be cancelled. */
function finalOutcome(success: boolean, parked: string | null): CommandOutcome | null {
  if (success) return 'succeeded';
  if (parked === null) return null;
  return isCancellation(parked) ? 'cancelled' : 'parked';
}

/** Executes a command on a task in memory. */
function execute(leadership: Leadership, context: StepContext, id: number, command: Command, task: TrackedTask): void {
  const { taskId, taskname, state, parked } = task;
  switch (command.kind) {
    case 'cancel': {
      const outcome = finalOutcome(state === 'success', parked?.reason ?? null);
      if (outcome !== null) return tellAfterCommit(leadership, context, id, outcome);
      // The adoption may still be withdrawn, and nothing may be decided on top of it.
      if (isAdopting(leadership, task)) return refuseCommand(context, id, 'busy');
      return cancel(leadership, context, task, command.reason, [done(id, 'cancelled')]);
    }
    case 'release':
      if (parked === null) return tellAfterCommit(leadership, context, id, 'not parked');
      // It leaves the memory, and is read again once its document is up to date.
      decideTask(
        leadership,
        context,
        task,
        [{ kind: 'task.released', task: taskId, taskname }],
        [done(id, 'released')],
      );
  }
}

/** Handles a command. If its task is not in memory, its document is read first. */
export function handleCommand(leadership: Leadership, context: StepContext, id: number, command: Command): void {
  const { groupCommit, tasks, commandReads } = leadership;
  if (isOverloaded(groupCommit) || commandReads.size >= MAX_READS) return refuseCommand(context, id, 'busy');
  const task = tasks.get(command.taskId);
  if (task !== undefined) return execute(leadership, context, id, command, task);
  commandReads.set(id, { command, departed: false });
  requestStore(context, { kind: 'read.task', command: id, taskId: command.taskId });
}

/** Tracks a parked task, so that it can be released. Its document may have any shape. */
function trackParked(
  leadership: Leadership,
  { wallMs }: StepContext,
  { taskId, taskname, state, host, attempt, rev }: TaskDocument,
  reason: string,
): TrackedTask {
  const name = typeof taskname === 'string' ? taskname.slice(0, MAX_NAME_LENGTH) : '';
  const known = {
    ...newTask(),
    ...NO_SPEC,
    state: state === 'killed' ? 'killed' : 'created',
    host: typeof host === 'string' ? host : null,
    attempt: Number.isSafeInteger(attempt) ? (attempt as number) : 0,
  } as const;
  const task = track(leadership, { ...known, taskId, taskname: name, rev: revisionOf(rev) }, { kind: 'settling' });
  task.parked = { reason, atMs: wallMs };
  return task;
}

/** Executes a command on a task that is not in memory, by its document. */
function executeOnDocument(
  leadership: Leadership,
  context: StepContext,
  id: number,
  command: Command,
  { document, parked }: { readonly document: TaskDocument; readonly parked: string | null },
): void {
  switch (command.kind) {
    case 'cancel': {
      const outcome = finalOutcome(document.state === 'success', parked);
      if (outcome !== null) return refuseCommand(context, id, outcome);
      // One with an assignment is about to be read, or was not assigned by a master; then it is about to be parked.
      if (document.assignment === undefined) admit(leadership, context, [document], true);
      const task = leadership.tasks.get(command.taskId);
      if (task === undefined) return refuseCommand(context, id, 'busy');
      return execute(leadership, context, id, command, task);
    }
    case 'release':
      if (parked === null) return refuseCommand(context, id, 'not parked');
      return execute(leadership, context, id, command, trackParked(leadership, context, document, parked));
  }
}

/** Continues a command after the document of its task was read. */
export function taskRead(
  leadership: Leadership,
  context: StepContext,
  { command: id, document, parked }: Extract<StoreResponse, { kind: 'task' }>,
): void {
  const { commandReads, tasks } = leadership;
  const read = commandReads.get(id);
  if (read === undefined) return;
  commandReads.delete(id);
  const { command, departed } = read;
  const task = tasks.get(command.taskId);
  if (task !== undefined) execute(leadership, context, id, command, task);
  // The task was in memory meanwhile: its document may have been read before it was up to date.
  else if (departed) handleCommand(leadership, context, id, command);
  else if (document === null) refuseCommand(context, id, 'not found');
  else executeOnDocument(leadership, context, id, command, { document, parked });
}
