/**
 * What a leader does after a write that did not match every document as it should have. It reads the revisions of the
 * documents, and writes again to those that are not up to date, whatever revision they have: the ledger is the truth.
 *
 * A revision beyond the ledger may have been written by a newer leader, so the end of the ledger is observed first. If
 * the epoch is still that of this leader, then no other has written before, and a user must have.
 */
import { log, requestStore, type StepContext } from '../effects.ts';
import { compareRevisions, currentWrite, withdrawAdoptions, writeDone } from '../ledger/projection.ts';
import type { Leadership } from '../state.ts';
import type { StoreResponse } from '../store-requests.ts';
import { logDetached } from './detached.ts';
import { projected } from './task-lifecycle.ts';

/** Adoptions that were refused and are not tried again in this epoch. More than this are not worth remembering. */
const MAX_REFUSED = 10_000;

/**
 * Gives up documents with a revision beyond the ledger that the database refuses to update: they cannot be continued
 * elsewhere, because of two documents the one with the higher revision counts. They come from another ledger, or someone
 * changed their revision. Those that are read again in this epoch are not run.
 */
function giveUpAdoptions(leadership: Leadership, context: StepContext, reasons: ReadonlyMap<string, string>): void {
  const withdrawn = withdrawAdoptions(leadership.projection, reasons);
  if (leadership.refusedAdoptions.size >= MAX_REFUSED) leadership.refusedAdoptions.clear();
  for (const [taskId] of withdrawn) {
    leadership.refusedAdoptions.add(taskId);
    const message = `ignored the document of task ${taskId}: its rev is beyond the ledger, and it cannot be updated (${reasons.get(taskId)}); correct what refuses the update, or insert the task with another _id`;
    log(context, 'error', 'task.ignored', message, { taskId });
  }
  projected(leadership, withdrawn);
}

/** Handles the end of a write. */
export function projectionWritten(
  leadership: Leadership,
  context: StepContext,
  { complete, detached }: Extract<StoreResponse, { kind: 'projected' }>,
): void {
  const { projection } = leadership;
  if (complete) return projected(leadership, writeDone(projection));
  giveUpAdoptions(leadership, context, new Map(detached.map(({ taskId, reason }) => [taskId, reason])));
  logDetached(
    context,
    detached.filter(({ taskId }) => !leadership.refusedAdoptions.has(taskId)),
  );
  if (projection.inFlight.length === 0) return;
  requestStore(context, { kind: 'read.revisions', taskIds: projection.inFlight.map(({ taskId }) => taskId) });
}

/** Handles the revisions of the documents of an incomplete write. A document that is gone needs no update. */
export function writeVerified(
  leadership: Leadership,
  context: StepContext,
  revisions: ReadonlyMap<string, number | null>,
): void {
  const { done, deleted } = compareRevisions(leadership.projection, revisions);
  for (const taskId of deleted) {
    const message = `the document of task ${taskId} was deleted; what happened to the task is in the ledger only`;
    log(context, 'warn', 'task.deleted', message, { taskId });
  }
  projected(leadership, done);
  if (leadership.projection.inFlight.length > 0) requestStore(context, { kind: 'observe' });
}

/** Returns whether a response shows that a newer epoch has begun. */
export function isSuperseded({ epoch }: Leadership, response: StoreResponse): boolean {
  return response.kind === 'observed' && response.end.epoch > epoch;
}

/** Writes again to the documents that are not up to date, now that no other leader can have written to them. */
export function writeAgain({ projection }: Leadership, context: StepContext): void {
  for (const { taskId, follows, expected } of projection.inFlight) {
    if (follows === expected) continue;
    const message = `someone changed the field rev of task ${taskId} from ${expected ?? 'none'} to ${follows ?? 'no revision'}; its document is updated anyway`;
    log(context, 'warn', 'task.edited', message, { taskId });
  }
  requestStore(context, currentWrite(projection));
}
