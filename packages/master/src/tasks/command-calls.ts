import { setTimeout as delay } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import {
  MAX_CANCEL_REASON_LENGTH,
  type CancelRequest__Output,
  type CancelResponse,
  type ReleaseRequest__Output,
  type ReleaseResponse,
  type SetPriorityRequest__Output,
  type SetPriorityResponse,
} from '@steadfast/protocol/tasks';
import { cancellationReason, type Command, type CommandOutcome } from '../core/commands.ts';
import { InspectionError } from '../inspection/errors.ts';
import type { Standing } from '../inspection/snapshot.ts';
import { fromTaskId } from '../store/task-id.ts';
import type { TaskDatabase } from './database.ts';
import { checkLeads, notLeading } from './leader-only.ts';
import { checkPriority, checkText } from './new-task.ts';
import { taskIdOf, taskNotFound } from './task-reference.ts';

/** How long the outcome of a command may take: it waits for the database, which may elect a primary meanwhile. */
const COMMAND_DEADLINE_MS = 8_000;

/** How often a command is tried again that the leader cannot execute at the moment, and how long it waits. */
const [BUSY_TRIES, BUSY_PAUSE_MS] = [5, 100];

/** The master, as far as commands concern it. */
export interface CommandAccess {
  readonly standing: () => Standing;
  readonly command: (command: Command, settle: (outcome: CommandOutcome) => void) => void;
}

/** Passes a command to the core, and resolves to its outcome; `unknown` if that takes too long. */
function outcomeOf({ command }: CommandAccess, requested: Command): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('unknown'), COMMAND_DEADLINE_MS);
    command(requested, (outcome) => {
      clearTimeout(timer);
      resolve(outcome);
    });
  });
}

function failed(message: string, code: status = status.UNAVAILABLE): InspectionError {
  return new InspectionError(code, message);
}

/**
 * Executes a command on the leader, and returns its outcome, which is durable.
 * @throws {InspectionError} when there is no such task, this master does not lead, or the outcome is unknown
 */
async function execute(
  access: CommandAccess,
  command: Command,
): Promise<Exclude<CommandOutcome, 'not found' | 'busy' | 'not leading' | 'unknown'>> {
  for (let tries = 1; ; tries += 1) {
    checkLeads(access.standing());
    const outcome = await outcomeOf(access, command);
    switch (outcome) {
      case 'cancelled':
      case 'succeeded':
      case 'parked':
      case 'released':
      case 'not parked':
        return outcome;
      case 'not found':
        throw taskNotFound(command.taskId);
      case 'not leading':
        throw notLeading(access.standing());
      case 'unknown':
        throw failed(
          'the leader changed, or the database is slow; the outcome is unknown: repeat the call',
          status.ABORTED,
        );
      case 'busy':
        if (tries === BUSY_TRIES) throw failed('the leader is busy; nothing was done: repeat the call later');
        await delay(BUSY_PAUSE_MS);
    }
  }
}

/** Cancels a task. */
export async function cancelTask(access: CommandAccess, request: CancelRequest__Output): Promise<CancelResponse> {
  const taskId = taskIdOf(request);
  checkText('reason', request.reason, MAX_CANCEL_REASON_LENGTH);
  const outcome = await execute(access, { kind: 'cancel', taskId, reason: cancellationReason(request.reason) });
  switch (outcome) {
    case 'cancelled':
      return { taskId, outcome: 'CANCEL_OUTCOME_CANCELLED' };
    case 'succeeded':
      return { taskId, outcome: 'CANCEL_OUTCOME_SUCCEEDED' };
    case 'parked':
      return { taskId, outcome: 'CANCEL_OUTCOME_PARKED' };
    case 'released':
    case 'not parked':
      throw new Error(`a task was to be cancelled, and is ${outcome}`);
  }
}

/** Releases a parked task. */
export async function releaseTask(access: CommandAccess, request: ReleaseRequest__Output): Promise<ReleaseResponse> {
  const taskId = taskIdOf(request);
  const outcome = await execute(access, { kind: 'release', taskId });
  return { taskId, outcome: outcome === 'released' ? 'RELEASE_OUTCOME_RELEASED' : 'RELEASE_OUTCOME_NOT_PARKED' };
}

/**
 * Changes the priority of a task: a field of its document that masters read and never write. It holds from the next time
 * at which its document is read.
 */
export async function setPriority(
  access: Pick<CommandAccess, 'standing'>,
  database: TaskDatabase,
  request: SetPriorityRequest__Output,
): Promise<SetPriorityResponse> {
  const taskId = taskIdOf(request);
  const { priority } = request;
  checkPriority('priority', priority);
  checkLeads(access.standing());
  const row = await database.run(({ tasks, session }) =>
    tasks.findOneAndUpdate(
      { _id: { $eq: fromTaskId(taskId) } },
      { $set: { priority } },
      {
        session,
        writeConcern: { w: 'majority', journal: true, wtimeoutMS: 5_000 },
        projection: { state: 1 },
      },
    ),
  );
  if (row === null) throw taskNotFound(taskId);
  return { taskId, succeeded: row.state === 'success' };
}
