import type { StepContext } from '../effects.ts';
import { heartbeatWritten } from '../heartbeat.ts';
import type { Leadership } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { adoptAssignments } from './adoption.ts';
import { taskRead } from './commands.ts';
import { logAttached } from './detached.ts';
import { pageRead } from './ready-queue.ts';
import { reportLookedUp } from './reports.ts';
import type { TaskDocument } from './task-document.ts';
import { admit } from './task-lifecycle.ts';
import { trimmed } from './trimming.ts';
import { reportUnreadable } from './unreadable.ts';
import { committed } from './write-out.ts';
import { projectionWritten, writeAgain, writeVerified } from './write-verification.ts';

/** The responses that end a leadership. They are handled by the role. */
export type Deposition = Extract<StoreResponse, { kind: 'append.collided' | 'control.superseded' }>;

/** Returns whether a response means that a newer epoch has begun. */
export function isDeposition(response: StoreResponse): response is Deposition {
  return response.kind === 'append.collided' || response.kind === 'control.superseded';
}

function attemptsOf({ attempt }: TaskDocument): number {
  return typeof attempt === 'number' ? attempt : 0;
}

/** Admits the tasks of a page, the least tried first. */
function runnableRead(
  leadership: Leadership,
  context: StepContext,
  { documents, unreadable, next }: Extract<StoreResponse, { kind: 'runnable' }>,
): void {
  const leastTriedFirst = documents.toSorted((one, other) => attemptsOf(one) - attemptsOf(other));
  admit(leadership, context, leastTriedFirst);
  reportUnreadable(leadership, context, unreadable);
  pageRead(leadership.readyQueue, next, context.nowMs);
}

/**
 * Handles the response to a request of a leader.
 * @throws when the store responds to a request that leaders do not make
 */
export function handleStoreResponse(
  leadership: Leadership,
  context: StepContext,
  response: Exclude<StoreResponse, Deposition>,
): void {
  switch (response.kind) {
    case 'appended':
      return committed(leadership, context, response.entry);
    case 'runnable':
      return runnableRead(leadership, context, response);
    case 'report':
      return reportLookedUp(leadership, context, response);
    case 'task':
      return taskRead(leadership, context, response);
    case 'projected':
      return projectionWritten(leadership, context, response);
    case 'revisions':
      return writeVerified(leadership, context, response.revisions);
    case 'observed':
      return writeAgain(leadership, context);
    case 'attached':
      return logAttached(context, response.taskIds);
    case 'control.written':
      return heartbeatWritten(leadership.heartbeat, response.control, context.nowMs);
    case 'trimmed':
      return trimmed(leadership, context, response.count);
    case 'assigned':
      return adoptAssignments(leadership, context, response);
    case 'ledger':
      throw new Error(`unexpected store response ${response.kind} while leading`);
  }
}
